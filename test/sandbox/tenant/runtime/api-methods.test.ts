import { describe, expect, it } from 'vitest'
import { deployActions, logIn, signUp, userWith } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'
import { action, email, messagesOf, refusalOf, telling, tenantWith, toldBy } from './run-action.ts'

describe('api.access.deny', () => {
  it('ends the flow after the current Action, whose changes stay', async () => {
    const tenant = await tenantWith([
      action(`
        api.user.setAppMetadata('before', 1)
        api.access.deny('not today')
        api.user.setAppMetadata('after', 2)
      `),
      action(`api.user.setAppMetadata('next', 3)`),
    ])

    const refusal = await refusalOf(tenant)

    expect(refusal).toBe('not today')
    expect(userWith(tenant, email).app_metadata).toEqual({ before: 1, after: 2 })
    expect(tenant.executions[0]?.results).toHaveLength(1)
  })
})

describe('a method of api', () => {
  it('returns api where calls can be chained', async () => {
    const tenant = await tenantWith(
      telling(`
        return api === api.user.setAppMetadata('a', 1) && api === api.user.setUserMetadata('b', 1)
          && api === api.idToken.setCustomClaim('c', 1) && api === api.accessToken.setCustomClaim('d', 1)
      `),
    )

    expect(await toldBy(tenant)).toBe(true)
  })

  it('throws an error of the Action’s own world', async () => {
    const tenant = await tenantWith(
      telling(`
        try { api.idToken.setCustomClaim('scope', 1) } catch (error) { return error instanceof Error }
      `),
    )

    expect(await toldBy(tenant)).toBe(true)
  })

  it('has no effect any more once the login is answered', async () => {
    const tenant = await tenantWith(
      telling(`
        if (event.stats.logins_count === 1) setImmediate(() => api.user.setAppMetadata('late', 1))
        return event.user.app_metadata
      `),
    )
    await logIn(tenant, { email })
    await logIn(tenant, { email })

    expect(await toldBy(tenant)).toEqual({})
  })

  it('throws when it is documented and not modelled', async () => {
    const methods = [
      'multifactor.enable',
      'authentication.challengeWith',
      'authentication.setPrimaryUser',
      'redirect.sendUserTo',
      'redirect.canRedirect',
      'samlResponse.setAttribute',
      'validation.error',
      'rules.wasExecuted',
      'prompt.render',
      'session.setMetadata',
      'refreshToken.revoke',
      'groups.hasGroupMembership',
      'roles.getUserEffectiveRoles',
    ]
    const calls = methods.map((method) => `() => api.${method}('x')`)
    const tenant = await tenantWith(messagesOf(calls))

    expect(await toldBy(tenant)).toEqual(
      methods.map((method) => `The local tenant does not model api.${method}`),
    )
  })

  it('refuses the login when it throws and nobody catches it', async () => {
    const tenant = await tenantWith(action(`api.redirect.sendUserTo('https://elsewhere.example/')`))

    expect(await refusalOf(tenant)).toContain('api.redirect.sendUserTo')
  })
})

describe('the event', () => {
  it('is each Action’s own: what one changes, no other sees', async () => {
    const tenant = await tenantWith([
      action(
        `event.user.nickname = 'changed'; delete event.client; event.user.app_metadata.mine = 1`,
      ),
      telling(`return [event.user.nickname, typeof event.client, event.user.app_metadata]`),
    ])

    expect(await toldBy(tenant)).toEqual(['ada', 'object', {}])
    expect(userWith(tenant, email).app_metadata).toBeUndefined()
  })
})

describe('a post-user-registration Action', () => {
  it('has an api of exactly one group, and neither client nor identities in its event', async () => {
    const tenant = newTenant()
    const code = `exports.onExecutePostUserRegistration = async (event, api) => {
      console.log(JSON.stringify([api, Object.keys(api.cache), event.client, event.user.identities]))
    }`
    await deployActions(tenant, [{ name: 'r', trigger: 'post-user-registration', code }])

    await signUp(tenant, email)
    await tenant.idle()

    expect(tenant.executions[0]?.results[0]?.logs).toBe(
      '[{"cache":{}},["get","set","delete"],null,null]\n',
    )
  })

  it('cannot set metadata', async () => {
    const tenant = newTenant()
    const code = `exports.onExecutePostUserRegistration = async (event, api) => {
      api.user.setAppMetadata('key', 1)
    }`
    await deployActions(tenant, [{ name: 'r', trigger: 'post-user-registration', code }])

    await signUp(tenant, email)
    await tenant.idle()

    expect(tenant.executions[0]?.results[0]?.error?.class).toBe('action_error')
    expect(userWith(tenant, email).app_metadata).toBeUndefined()
  })

  it('is not waited for by the sign-up', async () => {
    const tenant = newTenant({ actionBudgetMs: 40 })
    const code = `exports.onExecutePostUserRegistration = async () => new Promise(() => {})`
    await deployActions(tenant, [{ name: 'r', trigger: 'post-user-registration', code }])

    const { status } = await signUp(tenant, email)
    const executionsBefore = tenant.executions.length
    await tenant.idle()

    expect([status, executionsBefore, tenant.executions.length]).toEqual([200, 0, 1])
  })
})
