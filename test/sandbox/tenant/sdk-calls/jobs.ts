import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { firstConnection } from '../new-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const mail = ({ field }: Seen): string => field('jobs.verificationEmail.create', 'id')
const exported = ({ field }: Seen): string => field('jobs.usersExports.create', 'id')
const imported = ({ field }: Seen): string => field('jobs.usersImports.create', 'id')

function connectionIn({ tenant }: Seen): string {
  return [...tenant.state.connections.keys()][0] ?? 'none'
}

function usersFile(text: string) {
  return { data: Buffer.from(text), filename: 'users.json', contentType: 'text/json' }
}

/** Longer than any job takes. */
const untilDone = { before: (tenant: Tenant) => tenant.clock.advanceBy(10_000) }

/** Verification mails, exports and imports: as they are answered at first, on the way and at every end. */
export const jobCalls: readonly SdkCall[] = [
  sdkCall('users.create')(() => [
    { connection: firstConnection, email: 'joe@example.test', password: 'Correct-horse-1' },
  ]),
  sdkCall('jobs.verificationEmail.create')(({ field }) => [
    { user_id: field('users.create', 'user_id') },
  ]),
  sdkCall('jobs.get')((seen) => [mail(seen)]),
  sdkCall('jobs.errors.get')((seen) => [mail(seen)]),
  sdkCall('jobs.usersExports.create')((seen) => [
    {
      connection_id: connectionIn(seen),
      format: 'csv',
      limit: 5,
      fields: [{ name: 'user_id' }, { name: 'email', export_as: 'address' }],
    },
  ]),
  sdkCall('jobs.get')((seen) => [exported(seen)]),
  sdkCall('jobs.get')((seen) => [exported(seen)], untilDone),
  sdkCall('jobs.usersImports.create')((seen) => [
    {
      users: usersFile('[{"email":"new@example.test"},{"email":"joe@example.test"}]'),
      connection_id: connectionIn(seen),
      upsert: false,
      external_id: 'first',
      send_completion_email: false,
    },
  ]),
  sdkCall('jobs.get')((seen) => [imported(seen)]),
  sdkCall('jobs.get')((seen) => [imported(seen)], untilDone),
  sdkCall('jobs.errors.get')((seen) => [imported(seen)]),
  sdkCall('jobs.usersImports.create')((seen) => [
    { users: usersFile('no list'), connection_id: connectionIn(seen) },
  ]),
  sdkCall('jobs.get')((seen) => [imported(seen)], untilDone),
  sdkCall('jobs.errors.get')((seen) => [imported(seen)]),
]
