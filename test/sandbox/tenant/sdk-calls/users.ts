import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { firstConnection } from '../new-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const email = 'ann@example.test'
const audience = 'https://users.example.test'
const permission = { resource_server_identifier: audience, permission_name: 'read:orders' }

const user = ({ field }: Seen): string => field('users.create', 'user_id')
const role = ({ field }: Seen): string => field('roles.create', 'id')

/** Lets the connection take user names and phone numbers, which a new one does not. */
async function takeMoreIdentifiers({ state }: Tenant): Promise<void> {
  for (const [id, connection] of state.connections) {
    const attributes = { username: {}, phone_number: {} }
    state.connections.set(id, { ...connection, options: { ...connection.options, attributes } })
  }
}

/** Accounts, the roles they hold, what they may do and what the log holds about them. */
export const userCalls: readonly SdkCall[] = [
  sdkCall('users.create')(
    () => [
      {
        connection: firstConnection,
        email,
        password: 'Correct-horse-1',
        username: 'ann',
        phone_number: '+15550000001',
        phone_verified: true,
        blocked: false,
        given_name: 'Ann',
        family_name: 'Example',
        picture: 'https://pictures.example.test/ann.png',
        app_metadata: { employee: { id: 7 } },
        user_metadata: { theme: 'dark' },
        verify_email: false,
      },
    ],
    { before: takeMoreIdentifiers },
  ),
  sdkCall('users.update')((seen) => [
    user(seen),
    { connection: firstConnection, password: 'Correct-horse-2', app_metadata: { seen: true } },
  ]),
  sdkCall('users.get')((seen) => [user(seen)]),
  sdkCall('users.get')((seen) => [
    user(seen),
    { fields: 'email,identities', include_fields: true },
  ]),
  sdkCall('users.list')(() => [{ q: `email:"${email}"`, search_engine: 'v3', sort: 'email:1' }]),
  sdkCall('users.listUsersByEmail')(() => [{ email }]),
  sdkCall('resourceServers.create')(() => [
    {
      identifier: audience,
      name: 'Users',
      scopes: [{ value: 'read:orders', description: 'Read' }],
    },
  ]),
  sdkCall('roles.create')(() => [{ name: 'viewer', description: 'Looks' }]),
  sdkCall('roles.permissions.add')((seen) => [role(seen), { permissions: [permission] }]),
  sdkCall('users.roles.assign')((seen) => [user(seen), { roles: [role(seen)] }]),
  sdkCall('users.roles.list')((seen) => [user(seen)]),
  sdkCall('users.permissions.create')((seen) => [user(seen), { permissions: [permission] }]),
  sdkCall('users.permissions.list')((seen) => [user(seen)]),
  sdkCall('users.permissions.delete')((seen) => [user(seen), { permissions: [permission] }]),
  sdkCall('users.logs.list')((seen) => [user(seen), { include_totals: true }]),
  sdkCall('users.roles.delete')((seen) => [user(seen), { roles: [role(seen)] }]),
  sdkCall('users.delete')((seen) => [user(seen)]),
]
