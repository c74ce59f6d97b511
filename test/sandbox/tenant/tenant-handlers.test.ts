import { ManagementClient } from 'auth0'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { grantMachine } from './drive-tenant.ts'
import { newTenant } from './new-tenant.ts'
import { tenantHandlers } from './tenant-handlers.ts'

const tenant = newTenant()
const server = setupServer(...tenantHandlers(tenant))
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())

it('lets an unmodified auth0 SDK client talk to the tenant through msw', async () => {
  const { clientId, clientSecret } = grantMachine(tenant, ['create:roles', 'read:roles'])
  const management = new ManagementClient({ domain: tenant.domain, clientId, clientSecret })

  await management.roles.create({ name: 'viewer', description: 'Looks around' })
  const roles = await management.roles.list({ per_page: 10 })

  expect(roles.data.map(({ name, description }) => [name, description])).toEqual([
    ['viewer', 'Looks around'],
  ])
})
