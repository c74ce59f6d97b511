import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const identifier = 'https://applications.example.test'
const client = ({ field }: Seen): string => field('clients.create', 'client_id')
const api = ({ field }: Seen): string => field('resourceServers.create', 'id')
const grant = ({ field }: Seen): string => field('clientGrants.create', 'id')

/** Applications, the APIs they call and their grants. */
export const applicationCalls: readonly SdkCall[] = [
  sdkCall('clients.create')(() => [
    {
      name: 'Sync Machine',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
      callbacks: ['https://app.example.test/callback'],
      client_metadata: { team: 'people' },
    },
  ]),
  sdkCall('clients.update')((seen) => [client(seen), { description: 'Keeps people in step' }]),
  sdkCall('clients.get')((seen) => [client(seen)]),
  sdkCall('clients.list')(() => [{ is_global: false, per_page: 10 }]),
  sdkCall('clients.credentials.list')((seen) => [client(seen)]),
  sdkCall('resourceServers.create')(() => [
    {
      identifier,
      name: 'Applications',
      scopes: [{ value: 'read:orders', description: 'Read orders' }],
      token_dialect: 'access_token_authz',
      enforce_policies: true,
    },
  ]),
  sdkCall('resourceServers.update')((seen) => [api(seen), { token_lifetime: 3600 }]),
  sdkCall('resourceServers.get')((seen) => [api(seen)]),
  sdkCall('resourceServers.list')(() => []),
  sdkCall('clientGrants.create')((seen) => [
    { client_id: client(seen), audience: identifier, scope: ['read:orders'] },
  ]),
  sdkCall('clientGrants.update')((seen) => [grant(seen), { scope: [] }]),
  sdkCall('clientGrants.get')((seen) => [grant(seen)]),
  sdkCall('clientGrants.list')((seen) => [{ client_id: client(seen), take: 10 }]),
  sdkCall('clientGrants.delete')((seen) => [grant(seen)]),
  sdkCall('resourceServers.delete')((seen) => [api(seen)]),
  sdkCall('clients.delete')((seen) => [client(seen)]),
]
