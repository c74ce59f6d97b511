import { z } from 'zod'

const fetchRequest = z.object({
  method: z.string(),
  url: z.string(),
  redirect: z.enum(['follow', 'error', 'manual']),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.instanceof(Uint8Array<ArrayBuffer>).nullable(),
})

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('began'), id: z.string() }),
  z.object({ kind: z.literal('printed'), id: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('api'),
    id: z.string(),
    group: z.string(),
    method: z.string(),
    args: z.array(z.unknown()),
  }),
  z.object({
    kind: z.literal('fetch'),
    /** Null when the thread cannot tell which execution sends. */
    id: z.string().nullable(),
    callId: z.number(),
    request: fetchRequest,
  }),
  z.object({ kind: z.literal('fetch-aborted'), callId: z.number() }),
  z.object({ kind: z.literal('done'), id: z.string() }),
  z.object({ kind: z.literal('failed'), id: z.string(), message: z.string() }),
])

/** What an instance tells the tenant. */
export type InstanceMessage = z.output<typeof message>
export type ApiCall = Extract<InstanceMessage, { kind: 'api' }>
export type FetchCall = Extract<InstanceMessage, { kind: 'fetch' }>

/** Null for what action-process.mjs never sends: the Action has meddled with its own thread. */
export function parseInstanceMessage(value: unknown): InstanceMessage | null {
  const result = message.safeParse(value)
  return result.success ? result.data : null
}
