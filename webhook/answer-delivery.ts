import { z } from 'zod'
import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { DeliveryAnswer, EnrichmentFacts } from './contract/delivery.ts'
import { ID_HEADER, sign, SIGNATURE_HEADER, TIMESTAMP_HEADER } from './contract/signature.ts'

const storedFacts = z.object({
  employee_id: z.int().positive(),
  department: z.string().nullable(),
  role_code: z.string().nullable(),
})

/** The stored offer of a linked user; null when he is unknown, nobody's, deleted or blocked. */
export function toOffer(user: Auth0User | null): EnrichmentFacts | null {
  if (user === null || user.employeeId === null || user.enrichment === null) return null
  if (user.status === 'deleted' || user.status === 'blocked') return null
  const facts = storedFacts.parse(JSON.parse(user.enrichment))
  return { ...facts, podlink_rev: user.podlinkRev }
}

/**
 * The answer as a signed response under the id of the request, with one signature per live secret, so that a sender on
 * either side of a rotation can verify it.
 */
export function toAnswerResponse(
  answer: DeliveryAnswer,
  signing: { readonly id: string; readonly secrets: readonly string[]; readonly now: Date },
): Response {
  const body = JSON.stringify(answer)
  const timestamp = String(Math.floor(signing.now.getTime() / 1000))
  const message = { id: signing.id, timestamp, body }
  return new Response(body, {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      [ID_HEADER]: signing.id,
      [TIMESTAMP_HEADER]: timestamp,
      [SIGNATURE_HEADER]: signing.secrets.map((secret) => sign(message, secret)).join(' '),
    },
  })
}
