import { describe, expect, it } from 'vitest'
import {
  EMPTY_TENANT,
  keepWhatIsThere,
  toTenantBefore,
} from '../../auth0-tenant/keep-what-is-there.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { settingsOf } from './settings.ts'

const deploy = { domain: 'acme.eu.auth0.com', mappings: tenantMappings(settingsOf()) }
const bindingOf = (name: string) => ({ action_name: name, display_name: name })

describe('keepWhatIsThere', () => {
  it('leaves other Actions bound, in their order and before ours', () => {
    const bindings = { 'post-login': [bindingOf('theirs b'), bindingOf('theirs a')] }

    const kept = keepWhatIsThere(deploy, { ...EMPTY_TENANT, bindings })

    expect(kept['POST_LOGIN_BINDINGS']).toEqual(
      ['theirs b', 'theirs a', 'podlink post-login'].map(bindingOf),
    )
    expect(kept['POST_USER_REGISTRATION_BINDINGS']).toEqual([
      bindingOf('podlink post-user-registration'),
    ])
  })

  it('leaves ours where somebody put it', () => {
    const bound = [bindingOf('podlink post-login'), bindingOf('theirs')]

    const kept = keepWhatIsThere(deploy, { ...EMPTY_TENANT, bindings: { 'post-login': bound } })

    expect(kept['POST_LOGIN_BINDINGS']).toEqual(bound)
  })

  it('leaves every application of the connection enabled and adds the console once', () => {
    const enabledClients = new Map([
      ['Username-Password-Authentication', ['shop', 'podlink console']],
      ['another', ['elsewhere']],
    ])

    const kept = keepWhatIsThere(deploy, { ...EMPTY_TENANT, enabledClients })

    expect(kept['CONNECTION_CLIENTS']).toEqual(['shop', 'podlink console'])
  })

  it('takes its Management API from the domain', () => {
    const kept = keepWhatIsThere(deploy, EMPTY_TENANT)

    expect(kept['MANAGEMENT_AUDIENCE']).toBe('https://acme.eu.auth0.com/api/v2/')
  })

  it('refuses when a role of ours would lose permissions of another API', () => {
    const apisOfRoles = new Map([
      ['manager', ['https://podlink/api', 'https://shop/api']],
      ['lead', ['https://podlink/api']],
      ['theirs', ['https://shop/api']],
    ])

    expect(() => keepWhatIsThere(deploy, { ...EMPTY_TENANT, apisOfRoles })).toThrow(
      expect.objectContaining({
        code: 'AUTH0_DEPLOY',
        message: expect.stringMatching(/from: manager\.$/),
      }),
    )
  })

  it('refuses to write options of the connection that it cannot see', () => {
    const optionless = new Set(['Username-Password-Authentication'])

    expect(() => keepWhatIsThere(deploy, { ...EMPTY_TENANT, optionless })).toThrow(
      expect.objectContaining({
        code: 'AUTH0_DEPLOY',
        fix: expect.stringContaining('read:connections_options'),
      }),
    )
  })

  it('refuses a connection whose flexible password policy the deploy tool would delete', () => {
    const flexible = new Set(['Username-Password-Authentication'])

    expect(() => keepWhatIsThere(deploy, { ...EMPTY_TENANT, flexible })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('flexible password policy') }),
    )
  })

  it.each(['podlink worker', 'Shop'])('refuses when two applications are called %s', (name) => {
    const enabledClients = new Map([['Username-Password-Authentication', ['Shop']]])
    const doubled = new Set([name, 'of no concern'])

    expect(() => keepWhatIsThere(deploy, { ...EMPTY_TENANT, enabledClients, doubled })).toThrow(
      expect.objectContaining({ message: `More than one application is called: ${name}.` }),
    )
  })

  it('reads all of that from an export', () => {
    const body = { name: 'Shop' }
    const before = toTenantBefore([
      { kind: 'clients', name: 'Shop', body },
      { kind: 'clients', name: 'Shop', body },
      { kind: 'databases', name: 'Staff', body: { options: { password_options: {} } } },
      { kind: 'databases', name: 'Old', body: { options: {} } },
      {
        kind: 'triggers',
        name: 'post-login',
        body: { bindings: [{ action_name: 'a', display_name: 'A' }] },
      },
    ])

    expect([...before.doubled]).toEqual(['Shop'])
    expect([...before.flexible]).toEqual(['Staff'])
    expect([...before.optionless]).toEqual(['Old'])
    expect(before.bindings['post-login']).toHaveLength(1)
  })
})
