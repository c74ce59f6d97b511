import { nextOffer } from '../kernel/enrichment.ts'
import type { JobId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { enqueueJobs, findOpenJobForUser } from '../store/tables/account-jobs.ts'
import { type Auth0User, findAuth0UserOfEmployee } from '../store/tables/auth0-user-mapping.ts'
import {
  type Employee,
  findEmployeesByEmail,
  setEmployeeAuth0UserId,
} from '../store/tables/employees.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { closeReviewCases } from '../store/tables/review-cases.ts'
import { findAccountDecisions } from '../store/tables/review-decisions.ts'
import type { AccountEvent } from './account-event.ts'
import type { AppliedFacts } from './apply-facts.ts'
import { askPerson } from './ask-person.ts'
import { decideSignUp } from './decide-sign-up.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/** The rule under which the receiver links, as it stands in mapping and audit. */
const LINK_RULE = 'sign_up_exact_email'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'newId'>

/**
 * Links a user without an employee when his account proves whose it is, or asks a person. Returns the user as he is to be
 * stored; unchanged when he is linked, gone, blocked, or being created by a worker, which links what it creates.
 * An event that arrives late may still prove, as it would have in its time; a newer one has asked already.
 */
export async function linkSignUp(
  deps: Deps,
  db: StoreTransaction,
  event: AccountEvent,
  facts: AppliedFacts & { readonly at: Date },
): Promise<Auth0User> {
  const { user, isNewest, at } = facts
  if (user.employeeId !== null || !isOfLivingAccount(event, user)) return user
  if ((await findOpenJobForUser(db, user.auth0UserId, 'create_account')) !== null) return user
  const decisions = await findAccountDecisions(db, user.auth0UserId)
  const found =
    event.email === null || !event.isEmailVerified
      ? []
      : await findEmployeesByEmail(db, deps.store.columns, event.email)
  const decision = decideSignUp(event, {
    connectionsAllowed: deps.connectionsAllowed,
    found,
    decisions,
  })
  if (decision.kind === 'settled') return user
  const { employee, reason } =
    decision.kind === 'link'
      ? { employee: decision.employee, reason: 'employee_has_account' as const }
      : { employee: null, reason: decision.reason }
  if (employee !== null && (await claimEmployee(deps, db, employee, user))) {
    return storeLink(deps, db, { user, employee, event, at })
  }
  if (isNewest) await askPerson(deps, db, { user, event, reason, decisions, at })
  return user
}

/** False for an event of a former account of the same id. */
function isOfLivingAccount(event: AccountEvent, user: Auth0User): boolean {
  return (
    user.status !== 'deleted' &&
    user.status !== 'blocked' &&
    user.createdAt?.getTime() === event.createdAt.getTime()
  )
}

/** True when the employee had no account until now and this one is his from here on; two sign-ups never both get true. */
async function claimEmployee(
  deps: Deps,
  db: StoreTransaction,
  employee: Employee,
  user: Auth0User,
): Promise<boolean> {
  const holder = await findAuth0UserOfEmployee(db, employee.id)
  if (holder !== null && holder.auth0UserId !== user.auth0UserId) return false
  return setEmployeeAuth0UserId(db, deps.store.columns, {
    employeeId: employee.id,
    auth0UserId: user.auth0UserId,
    expected: null,
  })
}

async function storeLink(
  deps: Deps,
  db: StoreTransaction,
  link: { user: Auth0User; employee: Employee; event: AccountEvent; at: Date },
): Promise<Auth0User> {
  const { user, employee, event, at } = link
  const { id: employeeId, department, roleCode } = employee
  const offer = nextOffer(user, { employeeId, department, roleCode })
  const { auth0UserId } = user
  await enqueueJobs(
    db,
    [
      {
        id: deps.newId() as JobId,
        kind: 'update_metadata',
        employeeId,
        auth0UserId,
        generation: 1,
        payload: {},
        openKey: `metadata:${auth0UserId}:link-${offer.podlinkRev}`,
        runId: null,
      },
    ],
    at,
  )
  await closeReviewCases(db, 'sign_up', [auth0UserId], { because: 'linked', at })
  await appendAudit(db, [
    {
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
      after: { employee_id: employeeId, podlink_rev: offer.podlinkRev },
      evidence: {
        email: event.email,
        email_verified: event.isEmailVerified,
        connection: event.connection,
      },
    },
  ])
  return { ...user, ...offer, employeeId, matchedBy: 'email', linkRule: LINK_RULE }
}
