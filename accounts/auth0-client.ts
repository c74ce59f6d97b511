import type { Management, ManagementClient } from 'auth0'
import type { Auth0Accounts, Auth0Role, MetadataPatch } from './auth0-accounts.ts'
import type { Call } from './auth0-call.ts'
import type { Auth0History } from './auth0-history.ts'
import { historyOver } from './auth0-history-client.ts'
import { type Auth0Call, statusOf, toAuth0Error } from './auth0-errors.ts'
import { toAuth0Account } from './to-auth0-account.ts'

export type Auth0Options = {
  /** `acme.eu.auth0.com`, with a port where it is not 443. */
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** Carries every request, the one for the token too; the platform's own when absent. */
  readonly fetch?: typeof fetch
  /** For each call; the request for a token has 10 s of its own. */
  readonly requestTimeoutMs: number
}

const ROLES_PER_PAGE = 100

/**
 * Auth0's Management API behind podlink's own types. Each method sends its request once: trying again is the job's
 * business, so that waits and limits stand in one place. One token serves all calls until it ends.
 */
export async function openAuth0(options: Auth0Options): Promise<Auth0Accounts & Auth0History> {
  // The SDK takes a third of a second to load; commands that never call Auth0 do not pay it.
  const { ManagementClient } = await import('auth0')
  const { domain, clientId, clientSecret, fetch, requestTimeoutMs } = options
  const connect = () =>
    new ManagementClient({
      domain,
      clientId,
      clientSecret,
      maxRetries: 0,
      timeoutInSeconds: requestTimeoutMs / 1000,
      telemetry: false,
      ...(fetch === undefined ? {} : { fetch }),
    })
  let client = connect()

  async function call<Result, Expected>(
    name: Auth0Call,
    send: (client: ManagementClient) => PromiseLike<Result>,
    expected: Readonly<Record<number, Expected>>,
  ): Promise<Result | Expected> {
    try {
      return await send(client)
    } catch (error) {
      const status = statusOf(error)
      const outcome = status === null ? undefined : expected[status]
      if (outcome !== undefined) return outcome
      // The SDK keeps a token that Auth0 no longer takes until it would have ended.
      if (status === 401) client = connect()
      throw toAuth0Error(error, name)
    }
  }
  return { ...accountsOver(call), ...historyOver(call) }
}

function accountsOver(call: Call): Auth0Accounts {
  return {
    createUser: async (account) => {
      const made = await call('createUser', ({ users }) => users.create(toRequest(account)), {
        409: 'exists' as const,
      })
      return made === 'exists'
        ? { kind: 'exists' }
        : { kind: 'created', account: toAuth0Account(made) }
    },
    getUser: async (id) => {
      const found = await call('getUser', ({ users }) => users.get(id), { 404: null })
      return found === null ? null : toAuth0Account(found)
    },
    findUsersByEmail: async (email) => {
      const found = await call(
        'findUsersByEmail',
        ({ users }) => users.listUsersByEmail({ email }),
        {},
      )
      return found.map(toAuth0Account)
    },
    patchUser: async (id, patch) => {
      const request = toPatchRequest(patch)
      const sent = await call('patchUser', ({ users }) => users.update(id, request), {
        404: 'not_found' as const,
      })
      return sent === 'not_found' ? sent : 'patched'
    },
    assignRoles: async (id, roleIds) => {
      const sent = await call(
        'assignRoles',
        ({ users }) => users.roles.assign(id, { roles: [...roleIds] }),
        { 404: 'not_found' as const },
      )
      return sent === 'not_found' ? sent : 'assigned'
    },
    listUserRoles: async (id) => {
      // Auth0 allows a user fewer roles than one page holds.
      const list = { page: 0, per_page: ROLES_PER_PAGE, include_totals: true }
      const found = await call('listUserRoles', ({ users }) => users.roles.list(id, list), {
        404: null,
      })
      return found === null ? null : toRoles(found.data)
    },
    listRoles: async (page) => {
      const list = { page, per_page: ROLES_PER_PAGE, include_totals: true }
      const found = await call('listRoles', ({ roles }) => roles.list(list), {})
      return { roles: toRoles(found.data), total: found.response.total }
    },
    deleteUser: async (id) => {
      await call('deleteUser', ({ users }) => users.delete(id), { 404: null })
    },
  }
}

function toRoles(roles: readonly Management.Role[]): readonly Auth0Role[] {
  return roles.flatMap(({ id, name }) =>
    id === undefined || name === undefined ? [] : [{ id, name }],
  )
}

function toRequest(account: Parameters<Auth0Accounts['createUser']>[0]) {
  return {
    user_id: account.userId,
    connection: account.connection,
    email: account.email,
    password: account.password,
    name: account.name,
    email_verified: false,
    verify_email: true,
    user_metadata: { ...account.userMetadata },
    app_metadata: { ...account.appMetadata },
  }
}

function toPatchRequest({ userMetadata, appMetadata }: MetadataPatch) {
  for (const part of [userMetadata, appMetadata]) {
    if (part !== undefined && Object.keys(part).length === 0) {
      throw new TypeError('an empty metadata object would remove everything the account holds')
    }
  }
  return {
    ...(userMetadata === undefined ? {} : { user_metadata: { ...userMetadata } }),
    ...(appMetadata === undefined ? {} : { app_metadata: { ...appMetadata } }),
  }
}
