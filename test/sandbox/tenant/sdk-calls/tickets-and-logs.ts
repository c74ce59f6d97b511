import { firstConnection } from '../new-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const user_id = ({ field }: Seen): string => field('users.create', 'user_id')

/** Tickets, and the tenant log. */
export const ticketAndLogCalls: readonly SdkCall[] = [
  sdkCall('users.create')(() => [
    { connection: firstConnection, email: 'mia@example.test', password: 'Correct-horse-1' },
  ]),
  sdkCall('tickets.verifyEmail')((seen) => [{ user_id: user_id(seen), ttl_sec: 600 }]),
  sdkCall('tickets.changePassword')((seen) => [
    { user_id: user_id(seen), mark_email_as_verified: true },
  ]),
  sdkCall('logs.list')(() => [{ page: 0, per_page: 10, include_totals: true }]),
  sdkCall('logs.get')(({ tenant }) => [tenant.log.entries.at(-1)?.log_id ?? 'none']),
]
