import { type AccountMetadata, renderMetadata } from '../kernel/account-metadata.ts'
import { PodlinkError } from '../kernel/errors.ts'
import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { finishJob } from '../store/tables/account-jobs.ts'
import { findAuth0User } from '../store/tables/auth0-user-mapping.ts'
import { inTransaction, reading } from '../store/transaction.ts'
import type { AccountDeps, JobEnd, Work } from './account-deps.ts'
import type { Auth0Account } from './auth0-accounts.ts'
import { computePatch } from './compute-patch.ts'
import { closeFailure, endInReview } from './end-job.ts'
import { ensureRole } from './ensure-role.ts'
import { gatherAccountFacts } from './gather-account-facts.ts'
import {
  type BookedPatch,
  bookPatch,
  patchKey,
  settleEarlierPatches,
  storePatch,
} from './patch-ledger.ts'
import { recordDeletion } from './record-deletion.ts'

/**
 * Makes metadata and role of the job's account what the store says now: only keys of ours that differ are sent, and nothing
 * when none does. An account that is linked to nobody any more loses them. Every write is in the ledger before it is sent.
 * @throws PodlinkError of Auth0 and of the store; the job may be run again then.
 */
export async function updateMetadata(deps: AccountDeps, work: Work): Promise<JobEnd> {
  const auth0UserId = auth0UserOf(work)
  const wanted = await readWanted(deps, auth0UserId)
  if (wanted === null) return store(deps, work, [])
  const account = await deps.auth0.getUser(auth0UserId)
  if (account === null) return endGone(deps, work, auth0UserId)
  const earlier = await settleEarlierPatches(deps, work, account)
  const decision = computePatch(account, wanted.metadata, deps.now())
  if (decision.kind === 'too_large') return endTooLarge(deps, work, { account, earlier })
  const made = [...earlier]
  if (decision.kind === 'patch') {
    const write = { ...decision, writeKey: patchKey(work, decision.patch), auth0UserId }
    await bookPatch(deps, work, write)
    const outcome = await deps.auth0.patchUser(auth0UserId, decision.patch)
    if (outcome === 'not_found') return endGone(deps, work, auth0UserId)
    made.push(write)
  }
  const role = await ensureRole(deps, work, account, wanted.roleCode)
  if (role === 'held') return store(deps, work, made)
  const question = { reason: 'unknown_role' as const, candidates: [{ role: wanted.roleCode }] }
  return endInReview(deps, work, question, (db) => storeAll(db, deps, work, made))
}

/** The account a job is about. @throws PodlinkError STORE_SCHEMA when it names none */
export function auth0UserOf({ job }: Work): Auth0UserId {
  if (job.auth0UserId !== null) return job.auth0UserId
  throw new PodlinkError('STORE_SCHEMA', `A job of the kind ${job.kind} names no Auth0 user.`, {
    fix: 'Nothing to do for this job, which no command of podlink asks for: it is given up.',
    details: { jobId: job.id },
  })
}

type Wanted = { readonly metadata: AccountMetadata; readonly roleCode: string | null }

/** Null when podlink does not know the account, or knows that it is deleted. */
async function readWanted(deps: AccountDeps, auth0UserId: Auth0UserId): Promise<Wanted | null> {
  return reading(deps.store, async (db) => {
    const stored = await findAuth0User(db, auth0UserId)
    if (stored === null || stored.status === 'deleted') return null
    const { employeeId, podlinkRev } = stored
    const gathered = employeeId === null ? null : await gatherAccountFacts(db, deps, employeeId)
    if (gathered === null) return { metadata: nothingOfOurs(podlinkRev), roleCode: null }
    const facts = { ...gathered.facts, podlinkRev }
    return {
      metadata: renderMetadata(deps.profile, deps.suffixes, facts),
      roleCode: facts.roleCode,
    }
  })
}

/** For an account that is nobody's: the revision alone stays, so that no older offer is written over the removal. */
function nothingOfOurs(podlinkRev: number): AccountMetadata {
  return { userMetadata: {}, appMetadata: podlinkRev === 0 ? {} : { podlink_rev: podlinkRev } }
}

/** Stores what was written, and the end of the job. */
async function store(deps: AccountDeps, work: Work, made: readonly BookedPatch[]): Promise<JobEnd> {
  await inTransaction(deps.store, async (db) => {
    await storeAll(db, deps, work, made)
    await closeFailure(db, deps, work, 'metadata_failed')
    await finishJob(db, work.lease, { status: 'done', error: null, at: deps.now() })
  })
  return { status: 'done' }
}

async function endGone(deps: AccountDeps, work: Work, auth0UserId: Auth0UserId): Promise<JobEnd> {
  await inTransaction(deps.store, async (db) => {
    await recordDeletion(db, deps, work, { auth0UserId, reason: 'not_in_auth0' })
    await finishJob(db, work.lease, { status: 'done', error: 'not_in_auth0', at: deps.now() })
  })
  return { status: 'done' }
}

function endTooLarge(
  deps: AccountDeps,
  work: Work,
  { account, earlier }: { account: Auth0Account; earlier: readonly BookedPatch[] },
): Promise<JobEnd> {
  const candidates = [{ auth0_user_id: account.id, profile_bytes: account.profileBytes }]
  return endInReview(deps, work, { reason: 'profile_too_large', candidates }, (db) =>
    storeAll(db, deps, work, earlier),
  )
}

async function storeAll(
  db: StoreTransaction,
  deps: AccountDeps,
  work: Work,
  made: readonly BookedPatch[],
): Promise<void> {
  for (const patch of made) await storePatch(db, deps, work, patch)
}
