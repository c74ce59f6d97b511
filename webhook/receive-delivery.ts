import { type DeliveryId, parseDeliveryId } from '../kernel/ids.ts'
import { insertDeadLetter } from '../store/tables/dead-letters.ts'
import { reading } from '../store/transaction.ts'
import type { DeliveryAnswer } from './contract/delivery.ts'
import { ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, verify } from './contract/signature.ts'
import type { ProblemCode } from './http-errors.ts'
import { type Misunderstanding, parseDelivery } from './parse-delivery.ts'
import { readBody } from './read-body.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { recordEvent } from './record-event.ts'
import { sealBody } from './seal-body.ts'

export type Refusal = {
  readonly kind: 'refused'
  readonly code: ProblemCode
  /** The field to correct, when one is wrong. */
  readonly field?: string
}

/** A body that was signed by a holder of a secret; not yet read as JSON. */
export type GenuineDelivery = {
  readonly kind: 'genuine'
  readonly id: DeliveryId
  readonly bytes: Buffer
  readonly text: string
  readonly receivedAt: Date
}

/** `accepted` was stored; `refused` was not. */
export type Reception =
  | { readonly kind: 'accepted'; readonly id: string; readonly answer: DeliveryAnswer }
  | Refusal

/** Takes one POST: type, size, signature. Nothing of a body is read as JSON before its signature is verified. */
export async function verifyDelivery(
  deps: Pick<ReceiverDeps, 'now' | 'secrets'>,
  request: Request,
): Promise<GenuineDelivery | Refusal> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') return refused('unsupported_media_type')
  const body = await readBody(request)
  if (body.kind !== 'read') return refused(`body_${body.kind}`)
  const receivedAt = deps.now()
  const header = request.headers.get(ID_HEADER) ?? ''
  const text = decode(body.bytes)
  const verification = verify(
    { id: header, timestamp: request.headers.get(TIMESTAMP_HEADER) ?? '', body: text ?? '' },
    request.headers.get(SIGNATURE_HEADER) ?? '',
    deps.secrets,
    receivedAt.getTime() / 1000,
  )
  if (verification !== 'valid') return refused(verification)
  if (text === null) return refused('wrong_signature')
  const id = parseDeliveryId(header)
  if (id === null) return refused('malformed_id')
  return { kind: 'genuine', id, bytes: body.bytes, text, receivedAt }
}

/**
 * Stores what a genuine delivery says; one that cannot be understood becomes a dead letter.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored.
 */
export async function receiveDelivery(
  deps: ReceiverDeps,
  delivery: GenuineDelivery,
): Promise<Reception> {
  const { id, bytes, text, receivedAt } = delivery
  const read = parseDelivery(text, id, receivedAt)
  if (read.kind === 'understood') {
    return { kind: 'accepted', id, answer: await recordEvent(deps, read.event, read.parsed) }
  }
  await reading(deps.store, (db) =>
    insertDeadLetter(db, {
      deliveryId: id,
      source: 'action',
      reason: reasonOf(read.problem),
      body: deps.deadLetterKey === null ? null : sealBody(bytes, deps.deadLetterKey, id),
      receivedAt,
    }),
  )
  return { kind: 'refused', ...read.problem }
}

/** The signed text, or null for bytes that are no UTF-8: several such bodies would decode to the same text. */
function decode(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

function refused(code: ProblemCode): Refusal {
  return { kind: 'refused', code }
}

/** The column holds 64 characters. */
function reasonOf(problem: Misunderstanding): string {
  const reason = problem.code === 'wrong_shape' ? `${problem.code}:${problem.field}` : problem.code
  return reason.slice(0, 64)
}
