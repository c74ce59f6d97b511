import { parseDeliveryId } from '../kernel/ids.ts'
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

/** `accepted` was stored; `refused` was not, and `field` names what to correct when a field is wrong. */
export type Reception =
  | { readonly kind: 'accepted'; readonly id: string; readonly answer: DeliveryAnswer }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly field?: string }

/**
 * Takes one POST: type, size, signature, shape, and only then the store. Nothing of a body is read as JSON before its
 * signature is verified. A genuine delivery that cannot be understood is kept as a dead letter.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing was stored.
 */
export async function receiveDelivery(deps: ReceiverDeps, request: Request): Promise<Reception> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') return refused('unsupported_media_type')
  const body = await readBody(request)
  if (body === null) return refused('body_too_large')
  const now = deps.now()
  const header = request.headers.get(ID_HEADER) ?? ''
  const text = decode(body)
  const verification = verify(
    { id: header, timestamp: request.headers.get(TIMESTAMP_HEADER) ?? '', body: text ?? '' },
    request.headers.get(SIGNATURE_HEADER) ?? '',
    deps.secrets,
    now.getTime() / 1000,
  )
  if (verification !== 'valid') return refused(verification)
  if (text === null) return refused('wrong_signature')
  const id = parseDeliveryId(header)
  if (id === null) return refused('malformed_id')
  const read = parseDelivery(text, id, now)
  if (read.kind === 'understood') {
    return { kind: 'accepted', id, answer: await recordEvent(deps, read.event, read.parsed) }
  }
  await reading(deps.store, (db) =>
    insertDeadLetter(db, {
      deliveryId: id,
      source: 'action',
      reason: reasonOf(read.problem),
      body: deps.deadLetterKey === null ? null : sealBody(body, deps.deadLetterKey, id),
      receivedAt: now,
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

function refused(code: ProblemCode): Reception {
  return { kind: 'refused', code }
}

/** The column holds 64 characters. */
function reasonOf(problem: Misunderstanding): string {
  const reason = problem.code === 'wrong_shape' ? `${problem.code}:${problem.field}` : problem.code
  return reason.slice(0, 64)
}
