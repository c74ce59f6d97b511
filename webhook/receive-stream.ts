import { checkToken } from './check-token.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import type { ProblemCode } from './http-errors.ts'
import { keepLetter, orKeep } from './keep-letter.ts'
import { parseJson } from './parsed.ts'
import { parseStreamEvent } from './parse-stream-event.ts'
import { readBody, type Received } from './read-body.ts'
import type { IntakeDeps, ReceiverDeps } from './receiver-deps.ts'
import type { Refusal } from './receive-delivery.ts'
import { idOfBytes, recordLogs } from './record-logs.ts'

/** Log streams send many entries at once. */
const BODY = { bytesMax: 8 * 1_024 * 1_024, timeoutMs: 8_000 }
const MEDIA_TYPES = ['application/json', 'application/cloudevents+json', 'application/x-ndjson']

/** A body that came with the stream's token; not yet read as JSON. */
export type StreamBody = {
  readonly kind: 'genuine'
  readonly bytes: Buffer
  readonly receivedAt: Date
}

/** What became of what a stream sent: how many of each outcome. */
export type StreamReception =
  | {
      readonly kind: 'accepted'
      readonly recorded: number
      /** Seen before, or nothing podlink keeps. */
      readonly skipped: number
      /** As dead letters. */
      readonly kept: number
    }
  | Refusal

/**
 * Takes one POST of a stream: token, type, size. Auth0 never sends again what is answered with 4xx, so that is kept for what
 * can never succeed.
 */
export async function verifyStream(
  deps: Pick<ReceiverDeps, 'now' | 'streamTokens'>,
  received: Received,
): Promise<StreamBody | Refusal> {
  const { request } = received
  if (!checkToken(request.headers.get('authorization'), deps.streamTokens)) {
    return refused('wrong_token')
  }
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (!MEDIA_TYPES.includes(mediaType ?? '')) return refused('unsupported_media_type')
  const body = await readBody(received, BODY)
  if (body.kind === 'too_large') return refused('stream_too_large')
  return body.kind === 'read'
    ? { kind: 'genuine', bytes: body.bytes, receivedAt: deps.now() }
    : refused('stream_incomplete')
}

/**
 * Records the event of an event stream.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored.
 */
export async function receiveStreamEvent(
  deps: IntakeDeps,
  { bytes, receivedAt }: StreamBody,
): Promise<StreamReception> {
  const source = 'event_stream'
  const letter = { id: idOfBytes('evt', bytes), source, bytes, receivedAt } as const
  const text = decodeUtf8(bytes)
  const read = parseStreamEvent(text ?? '', receivedAt)
  if (read.kind === 'ignored') return { kind: 'accepted', recorded: 0, skipped: 1, kept: 0 }
  if (read.kind === 'misunderstood') {
    await keepLetter(deps, { ...letter, problem: read.problem })
    return { kind: 'refused', ...read.problem }
  }
  const { status } = await orKeep(deps, letter, deps.record(read))
  const isNew = status === 'recorded'
  return { kind: 'accepted', recorded: isNew ? 1 : 0, skipped: isNew ? 0 : 1, kept: 0 }
}

/**
 * Records the entries of a log stream: a JSON array, or one object per line.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: the same entries may come again, those stored change nothing.
 */
export async function receiveLogs(
  deps: IntakeDeps,
  { bytes, receivedAt }: StreamBody,
): Promise<StreamReception> {
  const source = 'log_stream'
  const entries = splitEntries(decodeUtf8(bytes) ?? '')
  if (entries !== null) return { kind: 'accepted', ...(await recordLogs(deps, source)(entries)) }
  const problem = { code: 'malformed_json' } as const
  await keepLetter(deps, { id: idOfBytes('log', bytes), source, bytes, receivedAt, problem })
  return { kind: 'refused', ...problem }
}

/** Null when not even the seams between the entries can be told. */
function splitEntries(text: string): readonly unknown[] | null {
  const whole = parseJson(text)
  if (Array.isArray(whole)) return whole
  if (whole !== undefined) return [whole]
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const entries = lines.map((line) => parseJson(line) ?? line)
  return entries.some((entry) => typeof entry === 'object') ? entries : null
}

function refused(code: ProblemCode): Refusal {
  return { kind: 'refused', code }
}
