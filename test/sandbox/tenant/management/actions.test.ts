import { describe, expect, it } from 'vitest'
import {
  call,
  claimsOf,
  deployActions,
  logIn,
  managementCalls,
  signUp,
  userWith,
} from '../drive-tenant.ts'
import { newTenant, peopleClient } from '../new-tenant.ts'

const email = 'ada@example.test'

/** A signed-up person in a tenant with one post-login Action of this code. */
async function tenantWith(code: string, options: Parameters<typeof newTenant>[0] = {}) {
  const tenant = newTenant(options)
  await signUp(tenant, email)
  await deployActions(tenant, [{ name: 'login', trigger: 'post-login', code }])
  return tenant
}

describe('a deployed post-login Action', () => {
  it('sees its secrets and puts claims into tokens and metadata into the profile', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    await deployActions(tenant, [
      {
        name: 'login',
        trigger: 'post-login',
        secrets: [{ name: 'MARK', value: 'secret-mark' }],
        code: `exports.onExecutePostLogin = async (event, api) => {
          api.idToken.setCustomClaim('https://example.test/mark', event.secrets.MARK.length)
          api.idToken.setCustomClaim('team', [event.connection.strategy])
          api.user.setAppMetadata('logins', event.stats.logins_count)
          api.user.setUserMetadata('greeting', 'hello ' + event.user.email)
          console.log('ran for', event.transaction.protocol)
        }`,
      },
    ])

    const answer = await logIn(tenant, { email })

    expect(claimsOf(answer, 'id_token')).toMatchObject({
      'https://example.test/mark': 11,
      team: ['auth0'],
    })
    expect(userWith(tenant, email)).toMatchObject({
      app_metadata: { logins: 1 },
      user_metadata: { greeting: `hello ${email}` },
    })
    expect(tenant.executions[0]?.results[0]?.logs).toBe('ran for oauth2-password\n')
  })

  it('writes metadata once for the whole trigger, after the last Action', async () => {
    const tenant = newTenant()
    await signUp(tenant, email)
    const code = `exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('seen', Object.keys(event.user.app_metadata).length)
      api.user.setAppMetadata(event.secrets.KEY, true)
    }`
    await deployActions(
      tenant,
      ['first', 'second'].map((name) => ({
        name,
        trigger: 'post-login' as const,
        code,
        secrets: [{ name: 'KEY', value: name }],
      })),
    )

    await logIn(tenant, { email })

    expect(userWith(tenant, email).app_metadata).toEqual({ first: true, second: true, seen: 0 })
    expect(tenant.executions.map(({ wroteMetadata }) => wroteMetadata)).toEqual([true])
  })

  it('runs again when a refresh token is exchanged, and can tell', async () => {
    const tenant = await tenantWith(`exports.onExecutePostLogin = async (event, api) => {
      api.idToken.setCustomClaim('protocol', event.transaction.protocol)
    }`)
    const scope = 'openid offline_access'
    const login = await logIn(tenant, { email, scope })

    const refreshed = await call(tenant, {
      method: 'POST',
      path: '/oauth/token',
      body: {
        grant_type: 'refresh_token',
        client_id: peopleClient.clientId,
        client_secret: peopleClient.clientSecret,
        refresh_token: login.body['refresh_token'],
      },
    })

    expect(claimsOf(login, 'id_token')['protocol']).toBe('oauth2-password')
    expect(claimsOf(refreshed, 'id_token')['protocol']).toBe('oauth2-refresh-token')
  })

  it('reaches the outside through fetch, with a time-out signal of its own realm', async () => {
    const seen: unknown[] = []
    const tenant = await tenantWith(
      `const { createHmac } = require('node:crypto')
      exports.onExecutePostLogin = async (event, api) => {
        const body = createHmac('sha256', 'key').update('text').digest('hex')
        const signal = AbortSignal.timeout(5000)
        const answer = await fetch('https://hook.example.test/', { method: 'POST', body, signal })
        api.idToken.setCustomClaim('status', answer.status)
      }`,
      {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          seen.push([request.url, (await request.text()).length])
          return new Response(null, { status: 204 })
        },
      },
    )

    const answer = await logIn(tenant, { email })

    expect(claimsOf(answer, 'id_token')['status']).toBe(204)
    expect(seen).toEqual([['https://hook.example.test/', 64]])
  })

  it('keeps the output of concurrent logins apart, also after an await', async () => {
    const tenant = await tenantWith(`exports.onExecutePostLogin = async (event) => {
      console.log('before', event.user.nickname)
      await new Promise((resolve) => setTimeout(resolve, 1))
      await null
      console.log('after', event.user.nickname)
    }`)
    await signUp(tenant, 'bob@example.test')

    await Promise.all([logIn(tenant, { email }), logIn(tenant, { email: 'bob@example.test' })])

    const logs = tenant.executions.map(({ results }) => results[0]?.logs)
    expect(new Set(logs)).toEqual(new Set(['before ada\nafter ada\n', 'before bob\nafter bob\n']))
  })
})

describe('a draft', () => {
  it('cannot be bound before it is deployed, nor deployed before it is built', async () => {
    let now = Date.UTC(2026, 0, 1)
    const tenant = newTenant({ actionBuildMs: 1000, now: () => now })
    const api = await managementCalls(tenant, ['create:actions', 'update:actions'])
    const created = await api('POST', '/actions/actions', {
      name: 'slow',
      code: '',
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
    })
    const deploy = () => api('POST', `/actions/actions/${String(created.body['id'])}/deploy`)
    const ref = { type: 'action_name', value: 'slow' }
    const bind = () =>
      api('PATCH', '/actions/triggers/post-login/bindings', { bindings: [{ ref }] })

    const tooEarly = await deploy()
    const unbound = await bind()
    now += 1000
    const deployed = await deploy()

    expect(created.body['status']).toBe('pending')
    expect(tooEarly.body['message']).toContain("must be in the 'built' state")
    expect([tooEarly.status, unbound.status, deployed.status]).toEqual([400, 400, 200])
    expect((await bind()).status).toBe(200)
  })

  it('never gives a secret back', async () => {
    const tenant = newTenant()
    const value = 'never-shown'
    const code = 'exports.onExecutePostLogin = async () => {}'
    const secrets = [{ name: 'S', value }]
    await deployActions(tenant, [{ name: 'a', trigger: 'post-login', code, secrets }])
    const api = await managementCalls(tenant, ['read:actions'])

    const list = await api('GET', '/actions/actions')
    const bindings = await api('GET', '/actions/triggers/post-login/bindings')

    expect(JSON.stringify(list.body)).toContain('"name":"S"')
    expect(JSON.stringify([list.body, bindings.body])).not.toContain(value)
  })
})

describe('the trigger of event streams', () => {
  it('has no bindings of its own, and Actions for it are not modelled', async () => {
    const api = await managementCalls(newTenant(), [
      'read:actions',
      'create:actions',
      'update:actions',
    ])
    const supported_triggers = [{ id: 'event-stream', version: 'v1' }]
    const code = 'exports.onExecuteEventStream = async () => {}'
    const bindings = '/actions/triggers/event-stream/bindings'

    const listed = await api('GET', bindings)
    const bound = await api('PATCH', bindings, { bindings: [] })
    const created = await api('POST', '/actions/actions', {
      name: 'note',
      code,
      supported_triggers,
    })

    expect(listed.body).toEqual({ bindings: [], per_page: 20 })
    expect([bound.status, created.status]).toEqual([501, 501])
  })
})
