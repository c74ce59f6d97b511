import type { JobId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import { enqueueJobs } from '../../store/tables/account-jobs.ts'
import { lockAuth0Users, updateAuth0User } from '../../store/tables/auth0-user-mapping.ts'
import { putEmployeeFacts } from '../../store/tables/employee-facts.ts'
import {
  deletePodfactoryMappings,
  putPodfactoryMappings,
} from '../../store/tables/employee-podfactory-mapping.ts'
import { checkLease } from '../../store/tables/leases.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import { closeReviewCases, openReviewCases } from '../../store/tables/review-cases.ts'
import { inTransaction } from '../../store/transaction.ts'
import { groupBy } from '../decide/group-by.ts'
import type { Change, ChangeKind } from '../decide/plan.ts'
import { batchChanges } from './batch-changes.ts'
import { type HeldRun, renew } from '../../store/held-run.ts'
import { keepCurrent } from './keep-current.ts'

/** Changes stored or postponed so far. */
export type ApplyProgress = { readonly done: number; readonly total: number }

export type ApplyDeps = {
  readonly store: Store
  readonly newId: () => string
  readonly now: () => Date
  /** Called after every stored batch. */
  readonly onProgress: (progress: ApplyProgress) => void
}

/**
 * Stores the changes in short transactions, each person's together with their history, questions and jobs. Killed
 * anywhere and planned again, it ends where an undisturbed run ends. Returns what was stored: a person whom somebody else
 * changed since the plan was made is left for the next run.
 * @throws PodlinkError STORE_LEASE_LOST when another process took the run over
 */
export async function applyPlan(
  deps: ApplyDeps,
  run: HeldRun,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const stored: Change[] = []
  let done = 0
  for (const batch of batchChanges(changes)) {
    await renew(deps.store, run)
    const kept = await inTransaction(deps.store, async (transaction) => {
      await checkLease(transaction, run.lease)
      const current = await keepCurrent(transaction, batch)
      await storeBatch(transaction, deps, run, current)
      return current
    })
    stored.push(...kept)
    done += batch.length
    deps.onProgress({ done, total: changes.length })
  }
  return stored
}

async function storeBatch(
  db: StoreTransaction,
  deps: ApplyDeps,
  run: HeldRun,
  changes: readonly Change[],
): Promise<void> {
  const now = deps.now()
  const facts = ofKind(changes, 'put_facts').map((change) => change.facts)
  const removed = ofKind(changes, 'remove_mapping').map((change) => change.before.podfactoryUserId)
  const mappings = ofKind(changes, 'put_mapping').map((change) => change.mapping)
  const questions = ofKind(changes, 'open_review').map((change) => change.reviewCase)
  await putEmployeeFacts(db, facts, now)
  await deletePodfactoryMappings(db, removed)
  await putPodfactoryMappings(db, mappings)
  await closeReviews(db, ofKind(changes, 'close_review'), now)
  await openReviewCases(db, questions, now)
  const jobIds = await changeAccounts(db, deps, run, ofKind(changes, 'change_account'))
  const audit = changes.flatMap((change) => {
    const jobId = jobIds.get(change)
    return change.audit.map((entry) => (jobId === undefined ? entry : { ...entry, jobId }))
  })
  await appendAudit(db, audit)
}

async function closeReviews(
  db: StoreTransaction,
  changes: readonly Of<'close_review'>[],
  at: Date,
): Promise<void> {
  const alike = groupBy(changes, (change) => `${change.review.kind}:${change.because}`)
  for (const group of alike.values()) {
    const [first] = group
    if (first === undefined) continue
    const subjects = group.map((change) => change.review.subject)
    await closeReviewCases(db, first.review.kind, subjects, { because: first.because, at })
  }
}

/** Stores offers and wishes, and the jobs that carry them out; returns the job of each change that has one. */
async function changeAccounts(
  db: StoreTransaction,
  deps: ApplyDeps,
  run: HeldRun,
  changes: readonly Of<'change_account'>[],
): Promise<ReadonlyMap<Change, JobId>> {
  const locked = await lockAuth0Users(
    db,
    changes.map(({ seen }) => seen.auth0UserId),
  )
  const accounts = new Map(locked.map((account) => [account.auth0UserId, account]))
  const jobs = changes.flatMap((change) =>
    change.jobKey === null ? [] : [{ change, id: deps.newId() as JobId, openKey: change.jobKey }],
  )
  for (const { seen, offer, metadataWanted } of changes) {
    const account = accounts.get(seen.auth0UserId)
    if (account !== undefined) await updateAuth0User(db, { ...account, ...offer, metadataWanted })
  }
  await enqueueJobs(
    db,
    jobs.map(({ change, id, openKey }) => ({
      id,
      kind: 'update_metadata' as const,
      employeeId: change.employeeId,
      auth0UserId: change.seen.auth0UserId,
      generation: 1,
      payload: {},
      openKey,
      runId: run.runId,
    })),
    deps.now(),
  )
  return new Map(jobs.map(({ change, id }) => [change, id]))
}

type Of<Kind extends ChangeKind> = Extract<Change, { kind: Kind }>

function ofKind<Kind extends ChangeKind>(changes: readonly Change[], kind: Kind): Of<Kind>[] {
  return changes.filter((change): change is Of<Kind> => change.kind === kind)
}
