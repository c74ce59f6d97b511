import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { readWrites, settleWrite } from '../store/tables/write-ledger.ts'
import { reading } from '../store/transaction.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import type { Auth0Account, MetadataPatch, MetadataRecord } from './auth0-accounts.ts'
import { bookWrite, settleBooked } from './book-write.ts'

/** One metadata write of a job: the keys it sends and what they held before. */
export type BookedPatch = {
  readonly writeKey: string
  readonly auth0UserId: Auth0UserId
  readonly patch: MetadataPatch
  readonly before: MetadataPatch
  /** Addresses kept per list when the profile had no room for all, otherwise null. */
  readonly addressesMax: number | null
}

/** A write key that only this job and exactly these values share. */
export function patchKey({ job }: Work, patch: MetadataPatch): string {
  const digest = createHash('sha256')
    .update(canonicalJson(toJson(patch)))
    .digest('hex')
  return `metadata:${job.id}:${digest.slice(0, 16)}`
}

/** Enters the write before it is sent. @throws PodlinkError STORE_LEASE_LOST */
export function bookPatch(deps: AccountDeps, work: Work, made: BookedPatch): Promise<void> {
  const before = toJson(made.before)
  return bookWrite(deps, work, {
    operation: 'patch_metadata',
    writeKey: made.writeKey,
    auth0UserId: made.auth0UserId,
    before,
    after: toJson(made.patch),
    undo: { kind: 'patch_metadata', values: before },
  })
}

/**
 * The writes that an earlier attempt of the job booked and whose answer it did not live to see, as far as the account shows
 * that they were carried out; those it does not show are settled as failed.
 * @throws PodlinkError STORE_LEASE_LOST
 */
export async function settleEarlierPatches(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
): Promise<readonly BookedPatch[]> {
  const of = { auth0UserId: account.id, operation: 'patch_metadata', jobId: work.job.id } as const
  const writes = await reading(deps.store, (db) => readWrites(db, of))
  const open = writes.filter(({ state }) => state === 'intended')
  const made: BookedPatch[] = []
  for (const { writeKey, before, after } of open) {
    const patch = toPatch(after)
    if (
      isHeld(account.userMetadata, patch.userMetadata) &&
      isHeld(account.appMetadata, patch.appMetadata)
    ) {
      made.push({
        writeKey,
        auth0UserId: account.id,
        patch,
        before: toPatch(before),
        addressesMax: null,
      })
    } else {
      const end = { state: 'failed' as const, after: { error: 'not_carried_out' } }
      await settleBooked(deps, work, writeKey, end)
    }
  }
  return made
}

/** Settles a write that was carried out and adds its line of history, in the caller's transaction. */
export async function storePatch(
  db: StoreTransaction,
  deps: Pick<AccountDeps, 'now'>,
  { job }: Work,
  made: BookedPatch,
): Promise<void> {
  const at = deps.now()
  const after = toJson(made.patch)
  await settleWrite(db, made.writeKey, { state: 'done', after, at })
  await appendAudit(db, [
    {
      action: 'metadata_written',
      actor: 'worker',
      reason: made.addressesMax === null ? 'facts_differ' : 'facts_differ_profile_full',
      at,
      employeeId: job.employeeId,
      auth0UserId: made.auth0UserId,
      jobId: job.id,
      runId: job.runId,
      before: toJson(made.before),
      after,
      evidence: { addresses_max: made.addressesMax },
    },
  ])
}

function isHeld(held: MetadataRecord, sent: MetadataRecord | undefined): boolean {
  return Object.entries(sent ?? {}).every(
    ([key, value]) => canonicalJson(held[key] ?? null) === canonicalJson(value),
  )
}

function toJson({ userMetadata, appMetadata }: MetadataPatch): { readonly [key: string]: Json } {
  return {
    ...(userMetadata === undefined ? {} : { user_metadata: userMetadata }),
    ...(appMetadata === undefined ? {} : { app_metadata: appMetadata }),
  }
}

/** Reads back what {@link toJson} wrote. */
function toPatch(stored: Json): MetadataPatch {
  const { user_metadata, app_metadata } = (stored ?? {}) as {
    user_metadata?: MetadataRecord
    app_metadata?: MetadataRecord
  }
  return {
    ...(user_metadata === undefined ? {} : { userMetadata: user_metadata }),
    ...(app_metadata === undefined ? {} : { appMetadata: app_metadata }),
  }
}
