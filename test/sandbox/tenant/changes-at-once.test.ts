import { describe, expect, it } from 'vitest'
import { managementCalls } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'

const identifier = 'https://api.example.test'

async function setUp() {
  const tenant = newTenant()
  const api = await managementCalls(tenant, [
    ...['create:roles', 'update:roles', 'read:roles', 'create:resource_servers'],
    ...['update:connections', 'read:connections', 'update:clients', 'read:clients'],
    ...['read:attack_protection', 'update:attack_protection'],
  ])
  const scopes = [{ value: 'a' }, { value: 'b' }]
  await api('POST', '/resource-servers', { identifier, scopes })
  const role = await api('POST', '/roles', { name: 'clerk' })
  const permissionsPath = `/roles/${String(role.body['id'])}/permissions`
  const connectionPath = `/connections/${[...tenant.state.connections.keys()][0]}`
  return { api, permissionsPath, connectionPath }
}

describe('two changes at the same time', () => {
  it('of the permissions of a role both come through', async () => {
    const { api, permissionsPath } = await setUp()
    const add = (permission_name: string) => {
      const permission = { resource_server_identifier: identifier, permission_name }
      return api('POST', permissionsPath, { permissions: [permission] })
    }

    await Promise.all([add('a'), add('b')])

    const { body } = await api('GET', permissionsPath)
    expect(body).toHaveLength(2)
  })

  it.each([
    ['a connection', { display_name: 'x' }, { show_as_button: true }],
    ['an application', { description: 'x' }, { logo_uri: 'https://app.example.test/logo.png' }],
    ['an attack protection', { shields: ['block'] }, { allowlist: ['192.0.2.1'] }],
  ])('of %s both come through', async (what, one, two) => {
    const { api, connectionPath } = await setUp()
    const paths: Readonly<Record<string, string>> = {
      'a connection': connectionPath,
      'an application': '/clients/people-client',
      'an attack protection': '/attack-protection/brute-force-protection',
    }
    const path = paths[what] ?? ''

    await Promise.all([api('PATCH', path, one), api('PATCH', path, two)])

    const { body } = await api('GET', path)
    expect(body).toMatchObject({ ...one, ...two })
  })
})
