import { forbiddenKey, type MetadataKind } from '../management/user-metadata.ts'
import type { JsonObject, Json } from '../tenant-state.ts'
import type { ActionCache } from './action-cache.ts'
import { isClaimKept } from './custom-claims.ts'

type Changes = Record<string, Json>

/** What the Actions of one login asked for. */
export type LoginOutcome = {
  denial: string | null
  readonly idTokenClaims: Changes
  readonly accessTokenClaims: Changes
  readonly addedScopes: Set<string>
  readonly removedScopes: Set<string>
  readonly app_metadata: Changes
  readonly user_metadata: Changes
}

export type PostLoginApi = {
  readonly api: object
  readonly outcome: LoginOutcome
  /** Whatever an Action does after this, for instance after its time-out, has no effect. */
  readonly close: () => void
}

const notModelledMethods: Readonly<Record<string, readonly string[]>> = {
  multifactor: ['enable'],
  authentication: [
    'challengeWith',
    'challengeWithAny',
    'enrollWith',
    'enrollWithAny',
    'recordMethod',
    'setPrimaryUser',
  ],
  redirect: ['encodeToken', 'sendUserTo', 'canRedirect', 'validateToken'],
  samlResponse: ['setAttribute'],
  validation: ['error'],
  rules: ['wasExecuted'],
  prompt: ['render'],
  session: ['revoke', 'setExpiresAt', 'setIdleExpiresAt'],
  refreshToken: ['revoke', 'setExpiresAt', 'setIdleExpiresAt'],
  transaction: ['setMetadata'],
}

function loudly(group: string, names: readonly string[]): object {
  const refuse = (name: string) => () => {
    throw new Error(`The local tenant does not model api.${group}.${name}`)
  }
  return Object.fromEntries(names.map((name) => [name, refuse(name)]))
}

/** A plain copy, so that nothing of the Action's realm is kept. */
function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json
}

function newOutcome(): LoginOutcome {
  return {
    denial: null,
    idTokenClaims: {},
    accessTokenClaims: {},
    addedScopes: new Set(),
    removedScopes: new Set(),
    app_metadata: {},
    user_metadata: {},
  }
}

/** `api` of post-login v3. Setters only note; nothing happens before all Actions have run. */
export function createPostLoginApi(cache: ActionCache): PostLoginApi {
  const outcome = newOutcome()
  let isClosed = false
  const api: Record<string, object> = {}
  // Methods return `api`, so that calls can be chained.
  const note =
    <Values extends readonly unknown[]>(change: (...values: Values) => void) =>
    (...values: Values): object => {
      if (!isClosed) change(...values)
      return api
    }
  const claimSetter = (claims: Changes) =>
    note((name: string, value: unknown) => {
      if (isClaimKept(name)) claims[name] = toJson(value)
    })
  const metadataSetter = (kind: MetadataKind) =>
    note((name: string, value: unknown) => {
      const entry: JsonObject = { [name]: toJson(value) }
      if (forbiddenKey(kind, entry) !== null) {
        throw new Error(`Invalid ${kind} property name: ${name}`)
      }
      Object.assign(outcome[kind], entry)
    })
  Object.assign(api, {
    ...Object.fromEntries(
      Object.entries(notModelledMethods).map(([group, names]) => [group, loudly(group, names)]),
    ),
    access: {
      deny: note((reason: string) => void (outcome.denial = reason)),
    },
    idToken: { setCustomClaim: claimSetter(outcome.idTokenClaims) },
    accessToken: {
      setCustomClaim: claimSetter(outcome.accessTokenClaims),
      addScope: note((scope: string) => void outcome.addedScopes.add(scope)),
      removeScope: note((scope: string) => void outcome.removedScopes.add(scope)),
    },
    user: {
      setAppMetadata: metadataSetter('app_metadata'),
      setUserMetadata: metadataSetter('user_metadata'),
    },
    cache,
  })
  return { api, outcome, close: () => void (isClosed = true) }
}
