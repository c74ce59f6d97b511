import { PodlinkError } from '../kernel/errors.ts'
import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import { finishJob } from '../store/tables/account-jobs.ts'
import { type Employee, findEmployeesByEmail } from '../store/tables/employees.ts'
import { readSetting } from '../store/tables/settings.ts'
import { findWrite, type LedgerState } from '../store/tables/write-ledger.ts'
import { inTransaction, reading } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import type { AccountAddress } from '../kernel/account-address.ts'
import { foldAddress } from '../kernel/fold-address.ts'
import { isMadeFor } from './account-id.ts'
import { assignRole } from './assign-role.ts'
import { cancelJob, endInReview, type Question, storeQuestion } from './end-job.ts'
import { type GatheredFacts, gatherAccountFacts } from './gather-account-facts.ts'
import { type AccountLink, linkAccount } from './link-account.ts'
import { bookMadeEarlier, creationKey, type Obtained, obtainAccount } from './obtain-account.ts'
import type { QuestionReason } from './review-instructions.ts'

/** What the store knows before anything is done. */
type Target = {
  readonly employeeId: EmployeeId
  readonly auth0UserId: Auth0UserId
  readonly isSwitchedOff: boolean
  readonly gathered: GatheredFacts | null
  readonly booked: LedgerState | null
  /** Active employees whose address the database holds for equal, himself among them. */
  readonly sharers: readonly Employee[]
}

/**
 * Gives the employee of the job exactly one account, with metadata and role, and stores all of it in one transaction that
 * ends the job. Killed at any moment and run again, it finds what it made by the id it chose before making it.
 * @throws PodlinkError of Auth0 and of the store; the job may be run again then.
 */
export async function createAccount(deps: AccountDeps, work: Work): Promise<JobEnd> {
  const target = await readTarget(deps, work)
  if (target.gathered?.employee.auth0UserId === target.auth0UserId) {
    return cancelJob(deps, work, 'has_account')
  }
  // Booked by an earlier attempt, so it may be there, whatever the ledger last learnt of it.
  const existing = target.booked === null ? null : await deps.auth0.getUser(target.auth0UserId)
  const { gathered } = target
  const obstacle = obstacleTo(target)
  if (existing === null && obstacle !== null) return cancelJob(deps, work, obstacle)
  if (gathered === null || obstacle === 'has_account') {
    return endInReview(deps, work, about('account_without_employee', target.auth0UserId))
  }
  if (existing !== null && !(await isMadeFor(deps, existing, target.employeeId))) {
    return endInReview(deps, work, about('foreign_account', target.auth0UserId))
  }
  const { roleCode } = gathered.employee
  const role = roleCode === null ? null : await deps.roles.find(roleCode)
  if (roleCode !== null && role === null) {
    return endInReview(deps, work, { reason: 'unknown_role', candidates: [{ role: roleCode }] })
  }
  const obtained =
    existing === null
      ? await obtain(deps, work, target, gathered)
      : await bookMadeEarlier(deps, work, existing)
  if (obtained.kind === 'review') return endInReview(deps, work, obtained.question)
  if (role !== null) await assignRole(deps, work, obtained.account, role)
  return finish(deps, work, { ...obtained, role: role?.name ?? null })
}

async function obtain(
  deps: AccountDeps,
  work: Work,
  target: Target,
  gathered: GatheredFacts,
): Promise<Obtained> {
  const { address } = gathered
  if (address === null) {
    return { kind: 'review', question: { reason: 'no_email', candidates: [] } }
  }
  return obtainAccount(deps, work, { ...target, gathered, address })
}

async function readTarget(deps: AccountDeps, { job }: Work): Promise<Target> {
  const { employeeId, auth0UserId } = job
  if (employeeId === null || auth0UserId === null) {
    throw new PodlinkError('STORE_SCHEMA', 'A job to create an account names no employee or id.', {
      fix: 'Nothing to do for this job, which no command of podlink asks for: it is given up.',
      details: { jobId: job.id },
    })
  }
  return reading(deps.store, async (db) => {
    const gathered = await gatherAccountFacts(db, deps, employeeId)
    return {
      employeeId,
      auth0UserId,
      gathered,
      isSwitchedOff: (await readSetting(db, 'provisioning')) === 'off',
      booked: await findWrite(db, creationKey(auth0UserId)),
      sharers: await readSharers(deps, gathered?.address ?? null, db),
    }
  })
}

async function readSharers(
  deps: AccountDeps,
  address: AccountAddress | null,
  db: Parameters<typeof findEmployeesByEmail>[0],
): Promise<readonly Employee[]> {
  if (address === null) return []
  const found = await findEmployeesByEmail(db, deps.store.columns, address.address)
  return found.filter(
    ({ isActive, email }) => isActive && foldAddress(email ?? '') === address.address,
  )
}

/** Why no account is to be made, or null. */
function obstacleTo({ gathered, isSwitchedOff }: Target): string | null {
  if (gathered === null) return 'employee_gone'
  const { auth0UserId: held, isAuth0UserIdUnreadable, isActive } = gathered.employee
  if (held !== null || isAuth0UserIdUnreadable === true) return 'has_account'
  if (isSwitchedOff) return 'provisioning_off'
  return isActive ? null : 'employee_inactive'
}

/** The link, or the question why there is none, ends the job in the transaction that stores it. */
async function finish(deps: AccountDeps, work: Work, link: AccountLink): Promise<JobEnd> {
  return inTransaction<JobEnd>(deps.store, async (db) => {
    const outcome = await linkAccount(db, deps, work, link)
    if (outcome !== 'linked') return storeQuestion(db, deps, work, about(outcome, link.account.id))
    await finishJob(db, work.lease, { status: 'done', error: null, at: deps.now() })
    return { status: 'done' }
  })
}

function about(reason: QuestionReason, auth0UserId: Auth0UserId): Question {
  return { reason, auth0UserId, candidates: [{ auth0_user_id: auth0UserId }] }
}
