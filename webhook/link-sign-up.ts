import { nextOffer } from '../kernel/enrichment.ts'
import type { JobId } from '../kernel/ids.ts'
import { claimEmployee } from '../store/claim-employee.ts'
import { enqueueMetadata } from '../store/enqueue-metadata.ts'
import { findOpenJobForUser } from '../store/tables/account-jobs.ts'
import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { Employee } from '../store/tables/employees.ts'
import { closeReviewCases } from '../store/tables/review-cases.ts'
import { findAccountDecisions } from '../store/tables/review-decisions.ts'
import type { AccountEvent } from './account-event.ts'
import type { AppliedFacts } from './apply-facts.ts'
import { askAuth0 } from './ask-auth0.ts'
import { askPerson } from './ask-person.ts'
import { decideSignUp } from './decide-sign-up.ts'
import { doubtLink } from './doubt-link.ts'
import { findProvenOwners } from './find-proven-owners.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/** The rule under which the receiver links, as it stands in mapping and audit. */
const LINK_RULE = 'sign_up_exact_email'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'newId'>

/**
 * Links a user without an employee when his account proves whose it is, or asks a person; also when a linked one proves
 * somebody else's address. Returns the user as he is to be stored; unchanged when he is linked, gone, blocked, or being
 * created by a worker, which links what it creates. Only the newest event links: what an account proved once and has lost
 * since is no evidence, but enough to doubt the link it has. A hint links nobody: Auth0 is asked first.
 */
export async function linkSignUp(
  deps: Deps,
  recording: Recording,
  event: AccountEvent,
  facts: AppliedFacts & { readonly stored: Auth0User },
): Promise<Auth0User> {
  const { db, at } = recording
  const { stored, user, isNewest, life } = facts
  if (life === 'former' || user.status === 'deleted' || user.status === 'blocked') return user
  if (user.employeeId !== null) {
    await doubtLink(deps, recording, event, { stored, user })
    return user
  }
  if (!isNewest) return user
  if ((await findOpenJobForUser(db, user.auth0UserId, 'create_account')) !== null) return user
  const decisions = await findAccountDecisions(db, user.auth0UserId)
  const decision = decideSignUp(event, {
    connectionsAllowed: deps.connectionsAllowed,
    found: await findProvenOwners(deps, db, event),
    decisions,
  })
  if (decision.kind === 'settled') return user
  const { employee, reason } =
    decision.kind === 'link'
      ? { employee: decision.employee, reason: 'employee_has_account' as const }
      : { employee: null, reason: decision.reason }
  if (employee !== null && event.evidence === 'hint') {
    await askAuth0(deps, db, { userId: user.auth0UserId, at })
    return user
  }
  if (employee !== null) {
    const claim = { employeeId: employee.id, auth0UserId: user.auth0UserId }
    const isHis = await claimEmployee(db, deps.store.columns, claim)
    if (isHis) return storeLink(deps, recording, { user, employee, event })
  }
  await askPerson(deps, recording, { user, event, reason, decisions })
  return user
}

async function storeLink(
  deps: Deps,
  { db, at, note }: Recording,
  link: { user: Auth0User; employee: Employee; event: AccountEvent },
): Promise<Auth0User> {
  const { user, employee, event } = link
  const { id: employeeId, department, roleCode } = employee
  const offer = nextOffer(user, { employeeId, department, roleCode })
  const { auth0UserId } = user
  const { podlinkRev } = offer
  const jobId = deps.newId() as JobId
  await enqueueMetadata(db, { jobId, auth0UserId, employeeId, podlinkRev }, at)
  await closeReviewCases(db, 'sign_up', [auth0UserId], { because: 'linked', at })
  note({
    action: 'account_linked',
    actor: 'receiver',
    reason: LINK_RULE,
    at,
    employeeId,
    auth0UserId,
    productivityEmail: employee.email,
    matchedBy: 'email',
    matchedAt: at,
    deliveryId: event.deliveryId,
    before: { employee_id: null },
    after: { employee_id: employeeId, podlink_rev: podlinkRev },
    evidence: {
      email: event.email,
      email_verified: event.isEmailVerified,
      connection: event.connection,
    },
  })
  return { ...user, ...offer, employeeId, matchedBy: 'email', linkRule: LINK_RULE }
}
