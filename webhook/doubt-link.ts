import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { findAccountDecisions } from '../store/tables/review-decisions.ts'
import type { AccountEvent } from './account-event.ts'
import { askPerson } from './ask-person.ts'
import { decideLinked } from './decide-sign-up.ts'
import { findProvenOwners } from './find-proven-owners.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Asks a person when a linked account proves, or once proved, an address that is another employee's. The link stands until
 * somebody decides.
 */
export async function doubtLink(
  deps: Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings'>,
  recording: Recording,
  event: AccountEvent,
  link: { readonly stored: Auth0User; readonly user: Auth0User },
): Promise<void> {
  const { db } = recording
  const { stored, user } = link
  // Every login of every employee comes through here: only another proof is worth a look at the customer's table.
  if (isSameProof(stored, event) || user.employeeId === null) return
  const decisions = await findAccountDecisions(db, user.auth0UserId)
  const decision = decideLinked(event, {
    connectionsAllowed: deps.connectionsAllowed,
    found: await findProvenOwners(deps, db, event),
    decisions,
    employeeId: user.employeeId,
  })
  if (decision.kind === 'settled') return
  await askPerson(deps, recording, { user, event, reason: decision.reason, decisions })
}

/** Whether the event proves what is known of the user, no more and no less. */
export function isSameProof(stored: Auth0User, event: AccountEvent): boolean {
  return (
    stored.email === event.email &&
    stored.isEmailVerified === event.isEmailVerified &&
    stored.connection === event.connection
  )
}
