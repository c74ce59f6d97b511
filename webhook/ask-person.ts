import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import { findNewestReviewCase, openReviewCases } from '../store/tables/review-cases.ts'
import type { AccountDecision } from '../store/tables/review-decisions.ts'
import type { AccountEvent } from './account-event.ts'
import type { SignUpReason } from './decide-sign-up.ts'
import { findLikelyEmployees } from './find-likely-employees.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Opens the review case of a sign-up, or gives the open one its new reason. Changes nothing when the same question is open
 * already, or when a person has answered it and the answer stands.
 */
export async function askPerson(
  deps: Pick<ReceiverDeps, 'store' | 'matchSettings'>,
  { db, at, note }: Recording,
  question: {
    readonly user: Auth0User
    readonly event: AccountEvent
    readonly reason: SignUpReason
    readonly decisions: readonly AccountDecision[]
  },
): Promise<void> {
  const { user, event, reason, decisions } = question
  const newest = await findNewestReviewCase(db, 'sign_up', user.auth0UserId)
  const isAsked = newest?.status === 'open' || decisions.length > 0
  if (newest?.reason === reason && isAsked) return
  const candidates = await findLikelyEmployees(
    db,
    { columns: deps.store.columns, settings: deps.matchSettings },
    {
      email: event.email,
      name: event.name,
      deniedIds: decisions.flatMap((one) =>
        one.decision === 'deny' && one.employeeId !== null ? [one.employeeId] : [],
      ),
    },
  )
  await openReviewCases(
    db,
    [
      {
        kind: 'sign_up',
        subject: user.auth0UserId,
        reason,
        candidates,
        deliveryId: event.deliveryId,
      },
    ],
    at,
  )
  note({
    action: 'review_opened',
    actor: 'receiver',
    reason,
    at,
    employeeId: null,
    auth0UserId: user.auth0UserId,
    productivityEmail: event.email,
    deliveryId: event.deliveryId,
    before: newest?.status === 'open' ? { reason: newest.reason } : null,
    after: { reason },
    evidence: candidates,
  })
}
