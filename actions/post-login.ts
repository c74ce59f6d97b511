import type { EnrichmentFacts } from '../webhook/contract/delivery.ts'
import type { ActionCache, PostLoginApi, PostLoginEvent } from './auth0-types.ts'
import { isResting, noteOutcome } from './breaker.ts'
import { deliver } from './deliver.ts'
import { applyOffer, setClaims } from './enrich-login.ts'
import { loginDelivery, readHeldFacts } from './envelope.ts'

/**
 * Tells podlink's receiver about the login, takes the employee's facts from its answer, and puts them into the tokens.
 * The login goes on whatever happens here, after at most the time budget (secret BUDGET_MS); when the receiver was down
 * for the logins before, without waiting for it at all.
 *
 * Secrets: RECEIVER_URL, WEBHOOK_SECRET, CLAIMS_NAMESPACE; optional WEBHOOK_SECRET_NEXT (rotation), BUDGET_MS (800).
 */
export async function onExecutePostLogin(event: PostLoginEvent, api: PostLoginApi): Promise<void> {
  const offer = await askForOffer(event, api.cache)
  const facts = guarded('metadata_failed', () => applyOffer(event, api, offer))
  guarded('claims_failed', () =>
    setClaims(event, api, facts ?? readHeldFacts(event.user.app_metadata)),
  )
}

async function askForOffer(
  event: PostLoginEvent,
  cache: ActionCache,
): Promise<EnrichmentFacts | null> {
  // Applications exchange refresh tokens in the background, many times a day: no person logs in then.
  if (event.transaction?.protocol === 'oauth2-refresh-token') return null
  if (isResting(cache)) {
    console.log('podlink: resting')
    return null
  }
  const body = guarded('event_unreadable', () => loginDelivery(event, new Date()))
  if (body === null) return null
  const result = await deliver(body, event.secrets)
  noteOutcome(cache, result.kind === 'answered' || !result.isDown)
  if (result.kind === 'answered') return result.answer.enrichment
  console.log(`podlink: ${result.code}`)
  return null
}

/** The result of `work`, or null when it threw; then the code is logged and nothing that could be personal. */
function guarded<Result>(code: string, work: () => Result): Result | null {
  try {
    return work()
  } catch {
    console.log(`podlink: ${code}`)
    return null
  }
}
