import { deployClient } from '../new-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const connection = ({ field }: Seen): string => field('connections.create', 'id')

/** Database connections. */
export const connectionCalls: readonly SdkCall[] = [
  sdkCall('connections.create')(() => [
    { name: 'employees', strategy: 'auth0', options: { passwordPolicy: 'good' } },
  ]),
  sdkCall('connections.update')((seen) => [
    connection(seen),
    { options: { passwordPolicy: 'fair', disable_signup: true }, display_name: 'Employees' },
  ]),
  sdkCall('connections.get')((seen) => [connection(seen)]),
  sdkCall('connections.list')(() => [{ strategy: ['auth0'], take: 10 }]),
  sdkCall('connections.clients.update')((seen) => [
    connection(seen),
    [{ client_id: deployClient.clientId, status: true }],
  ]),
  sdkCall('connections.clients.get')((seen) => [connection(seen)]),
  sdkCall('connections.delete')((seen) => [connection(seen)]),
]
