import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const httpEndpoint = 'https://receiver.example.test/logs'
const stream = ({ field }: Seen): string => field('logStreams.create', 'id')

/** Custom log streams, with all that their sinks can hold and with the least. */
export const logStreamCalls: readonly SdkCall[] = [
  sdkCall('logStreams.list')(() => []),
  sdkCall('logStreams.create')(() => [{ type: 'http', sink: { httpEndpoint } }]),
  sdkCall('logStreams.create')(() => [
    {
      name: 'audit',
      type: 'http',
      isPriority: true,
      filters: [{ type: 'category', name: 'management.success' }],
      sink: {
        httpEndpoint,
        httpAuthorization: 'Bearer stream-secret',
        httpContentType: 'application/json',
        httpContentFormat: 'JSONARRAY',
        httpCustomHeaders: [{ header: 'x-tenant', value: 'example' }],
      },
      startFrom: '2026-01-01T00:00:00Z',
    },
  ]),
  sdkCall('logStreams.get')((seen) => [stream(seen)]),
  sdkCall('logStreams.list')(() => []),
  sdkCall('logStreams.update')((seen) => [stream(seen), { status: 'paused', filters: [] }]),
  sdkCall('logStreams.delete')((seen) => [stream(seen)]),
]
