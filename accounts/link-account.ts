import { metadataDigest, renderMetadata } from '../kernel/account-metadata.ts'
import { nextOffer } from '../kernel/enrichment.ts'
import type { JobId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { enqueueJobs } from '../store/tables/account-jobs.ts'
import {
  type Auth0User,
  findAuth0UserOfEmployee,
  lockOrInsertAuth0User,
  unknownUser,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { setEmployeeAuth0UserId } from '../store/tables/employees.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { closeReviewCases } from '../store/tables/review-cases.ts'
import { foldAddress } from '../kernel/fold-address.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import type { Auth0Account } from './auth0-accounts.ts'
import { subjectOf } from './end-job.ts'
import { type GatheredFacts, gatherAccountFacts } from './gather-account-facts.ts'

/** An account that is to become the employee's, and how it came to be. */
export type AccountLink = {
  readonly account: Auth0Account
  /** `created_for_employee`: podlink made it for him; the other: it was there, and the rule for sign-ups holds. */
  readonly rule: 'created_for_employee' | 'adopted_exact_email'
  /** Digest of the metadata the account holds already, null when podlink wrote none. */
  readonly metadataHeld: string | null
  /** The role it has now, null when none was to be assigned. */
  readonly role: string | null
}

/** `gone`: the account was deleted meanwhile; the other: somebody linked the account or the employee differently. */
export type LinkOutcome = 'linked' | 'conflict' | 'gone'

/**
 * Stores that the account is the employee's, in the caller's transaction: mapping, the employee's own row, history, and
 * a job when Auth0 must still be told something. What deliveries brought earlier (logins, profile) stays.
 * Unless it returns `linked`, nothing is stored but that the account exists, and the caller stores in the same transaction
 * why it is not linked.
 */
export async function linkAccount(
  db: StoreTransaction,
  deps: AccountDeps,
  work: Work,
  link: AccountLink,
): Promise<LinkOutcome> {
  const { job } = work
  if (job.employeeId === null) return 'conflict'
  const stored = await lockOrInsertAuth0User(db, firstSight(link.account))
  const gathered = await gatherAccountFacts(db, deps, job.employeeId)
  if (gathered === null) return 'conflict'
  if (isGone(stored, link.account)) return 'gone'
  if (!(await isFree(db, stored, gathered))) return 'conflict'
  const isSet = await setEmployeeAuth0UserId(db, deps.store.columns, {
    employeeId: job.employeeId,
    auth0UserId: stored.auth0UserId,
    expected: null,
  })
  if (!isSet) return 'conflict'
  const merged = mergeUser(deps, stored, link, gathered)
  await updateAuth0User(db, merged)
  await recordLink(db, deps, work, { link, stored, merged, gathered })
  return 'linked'
}

/** What Auth0 says of a user podlink has not heard of; nobody's yet. */
function firstSight(account: Auth0Account): Auth0User {
  return {
    ...unknownUser(account.id),
    email: account.email === null ? null : foldAddress(account.email),
    isEmailVerified: account.isEmailVerified,
    connection: account.connections[0] ?? null,
    lastLogin: account.lastLogin,
    createdAt: account.createdAt,
    status: account.isBlocked ? 'blocked' : account.isEmailVerified ? 'verified' : 'created',
  }
}

/** A creation later than the deletion is a new life of the same id. */
function isGone(stored: Auth0User, account: Auth0Account): boolean {
  return (
    stored.status === 'deleted' &&
    (stored.deletedAt === null ||
      account.createdAt === null ||
      account.createdAt <= stored.deletedAt)
  )
}

async function isFree(
  db: StoreTransaction,
  stored: Auth0User,
  { employee }: GatheredFacts,
): Promise<boolean> {
  const other = await findAuth0UserOfEmployee(db, employee.id)
  return (
    (stored.employeeId === null || stored.employeeId === employee.id) &&
    (other === null || other.auth0UserId === stored.auth0UserId)
  )
}

function mergeUser(
  deps: AccountDeps,
  stored: Auth0User,
  { account, rule }: AccountLink,
  { facts }: GatheredFacts,
): Auth0User {
  const seen = firstSight(account)
  const profile = stored.profileAt === null ? seen : stored
  const offer = nextOffer(stored, facts)
  const wanted = renderMetadata(deps.profile, deps.suffixes, {
    ...facts,
    podlinkRev: offer.podlinkRev,
  })
  return {
    ...stored,
    ...offer,
    employeeId: facts.employeeId,
    email: profile.email,
    isEmailVerified: profile.isEmailVerified,
    connection: profile.connection,
    lastLogin: stored.lastLogin ?? account.lastLogin,
    createdAt: account.createdAt ?? stored.createdAt,
    status: stored.status === 'blocked' ? stored.status : profileStatus(profile),
    matchedBy: 'email',
    linkRule: rule,
    deletedAt: null,
    metadataWanted: metadataDigest(wanted),
  }
}

/** A profile of a former life says `deleted`; the account is there all the same. */
function profileStatus(profile: Auth0User): Auth0User['status'] {
  if (profile.status === 'blocked') return 'blocked'
  return profile.isEmailVerified ? 'verified' : 'created'
}

async function recordLink(
  db: StoreTransaction,
  deps: AccountDeps,
  { job }: Work,
  step: {
    readonly link: AccountLink
    readonly stored: Auth0User
    readonly merged: Auth0User
    readonly gathered: GatheredFacts
  },
): Promise<void> {
  const { link, stored, merged, gathered } = step
  const at = deps.now()
  await appendAudit(db, [
    {
      action: link.rule === 'created_for_employee' ? 'account_created' : 'account_linked',
      actor: 'worker',
      reason: link.rule,
      at,
      employeeId: job.employeeId,
      auth0UserId: merged.auth0UserId,
      productivityEmail: gathered.employee.email,
      matchedBy: 'email',
      matchedAt: at,
      jobId: job.id,
      runId: job.runId,
      before: { employee_id: stored.employeeId, status: stored.status },
      after: { employee_id: merged.employeeId, status: merged.status, role: link.role },
      evidence: { connection: merged.connection, podlink_rev: merged.podlinkRev },
    },
  ])
  const end = { because: link.rule, at }
  await closeReviewCases(db, 'account', [subjectOf(job)], end)
  await closeReviewCases(db, 'sign_up', [merged.auth0UserId], end)
  if (merged.metadataWanted === link.metadataHeld) return
  const follow = {
    id: deps.newId() as JobId,
    kind: 'update_metadata' as const,
    employeeId: job.employeeId,
    auth0UserId: merged.auth0UserId,
    generation: job.generation,
    payload: {},
    openKey: `metadata:after:${job.id}`,
    runId: job.runId,
  }
  await enqueueJobs(db, [follow], at)
}
