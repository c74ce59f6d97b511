import { firstConnection } from '../new-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const identifier = 'https://roles.example.test'
const permission = { resource_server_identifier: identifier, permission_name: 'read:orders' }
const role = ({ field }: Seen): string => field('roles.create', 'id')

/** Roles, what they allow and who holds them. */
export const roleCalls: readonly SdkCall[] = [
  sdkCall('resourceServers.create')(() => [
    { identifier, scopes: [{ value: 'read:orders', description: 'Read orders' }] },
  ]),
  sdkCall('users.create')(() => [
    { connection: firstConnection, email: 'rose@example.test', password: 'Correct-horse-1' },
  ]),
  sdkCall('roles.create')(() => [{ name: 'operator' }]),
  sdkCall('roles.update')((seen) => [role(seen), { description: 'Operates' }]),
  sdkCall('roles.get')((seen) => [role(seen)]),
  sdkCall('roles.list')(() => [{ name_filter: 'operator' }]),
  sdkCall('roles.permissions.add')((seen) => [role(seen), { permissions: [permission] }]),
  sdkCall('roles.permissions.list')((seen) => [role(seen)]),
  sdkCall('roles.users.assign')((seen) => [
    role(seen),
    { users: [seen.field('users.create', 'user_id')] },
  ]),
  sdkCall('roles.users.list')((seen) => [role(seen), { take: 10 }]),
  sdkCall('roles.permissions.delete')((seen) => [role(seen), { permissions: [permission] }]),
  sdkCall('roles.delete')((seen) => [role(seen)]),
]
