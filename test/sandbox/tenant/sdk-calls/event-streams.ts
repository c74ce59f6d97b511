import type { Management } from 'auth0'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const webhook_endpoint = 'https://receiver.example.test/events'

/** Both SDKs leave the secret out of the type of a proof, so this one takes more than that. */
function webhook<Proof extends Management.EventStreamWebhookAuthorizationResponse>(
  webhook_authorization: Proof,
) {
  const configuration = { webhook_endpoint, webhook_authorization }
  return { destination: { type: 'webhook' as const, configuration } }
}

const stream = ({ field }: Seen): string => field('eventStreams.create', 'id')
const event = ({ field }: Seen): string => field('eventStreams.test', 'id')

/** The receiver of these tenants refuses everything, so that what was sent has failed by then. */
const untilDelivered = { before: (tenant: Tenant) => tenant.idle() }

/** Webhook streams in each of their three ways to prove themselves, and what did not arrive. */
export const eventStreamCalls: readonly SdkCall[] = [
  sdkCall('eventStreams.create')(() => [
    {
      name: 'people',
      status: 'enabled',
      subscriptions: [{ event_type: 'user.created' }],
      ...webhook({ method: 'bearer', token: 'stream-secret' }),
    },
  ]),
  sdkCall('eventStreams.get')((seen) => [stream(seen)]),
  sdkCall('eventStreams.list')(() => [{ take: 10 }]),
  sdkCall('eventStreams.test')((seen) => [stream(seen), { event_type: 'user.created' }]),
  sdkCall('eventStreams.deliveries.list')(
    (seen) => [stream(seen), { statuses: 'failed', event_types: 'user.created', take: 10 }],
    untilDelivered,
  ),
  sdkCall('eventStreams.deliveries.getHistory')((seen) => [stream(seen), event(seen)]),
  sdkCall('eventStreams.redeliveries.createById')((seen) => [stream(seen), event(seen)]),
  sdkCall('eventStreams.redeliveries.create')(
    (seen) => [
      stream(seen),
      {
        date_from: '2026-01-01T00:00:00Z',
        date_to: '2026-02-01T00:00:00Z',
        statuses: ['failed'],
        event_types: ['user.created'],
      },
    ],
    untilDelivered,
  ),
  sdkCall('eventStreams.update')((seen) => [
    stream(seen),
    webhook({ method: 'basic', username: 'auth0', password: 'stream-secret' }),
  ]),
  sdkCall('eventStreams.update')((seen) => [
    stream(seen),
    webhook({ method: 'custom_header', header_key: 'x-key', header_value: 'stream-secret' }),
  ]),
  sdkCall('eventStreams.update')((seen) => [stream(seen), { status: 'disabled' }]),
  sdkCall('eventStreams.delete')((seen) => [stream(seen)]),
]
