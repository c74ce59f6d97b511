import type { PostUserRegistrationEvent } from './auth0-types.ts'
import { deliver } from './deliver.ts'
import { registrationDelivery } from './envelope.ts'

/**
 * Tells podlink's receiver about the new account. Auth0 lets this trigger write no metadata, so the answer's facts are
 * applied at the first login.
 *
 * Secrets: RECEIVER_URL, WEBHOOK_SECRET; optional WEBHOOK_SECRET_NEXT (rotation), BUDGET_MS (800).
 */
export async function onExecutePostUserRegistration(
  event: PostUserRegistrationEvent,
): Promise<void> {
  try {
    const result = await deliver(registrationDelivery(event, new Date()), event.secrets)
    if (result.kind === 'silent') console.log(`podlink: ${result.code}`)
  } catch {
    console.log('podlink: event_unreadable')
  }
}
