import type { RunId } from '../kernel/ids.ts'
import { PodlinkError } from '../kernel/errors.ts'
import type { Store } from './open-store.ts'
import { type Lease, takeLease } from './tables/leases.ts'
import { reading } from './transaction.ts'

/** A run that holds the lease of its kind; whatever it stores checks the lease in the same transaction. */
export type HeldRun = {
  readonly runId: RunId
  readonly lease: Lease
  /** How long one renewal lasts, in milliseconds; longer than any step between two renewals. */
  readonly leaseMs: number
}

/** Holds the lease for another `leaseMs`. @throws PodlinkError STORE_LEASE_LOST when another process has it */
export async function renew(store: Store, run: HeldRun): Promise<void> {
  const isHeld = await reading(store, (db) => takeLease(db, run.lease, run.leaseMs))
  if (isHeld) return
  throw new PodlinkError('STORE_LEASE_LOST', 'Another process took the run over.', {
    fix: 'Nothing to do: the other process goes on.',
    details: { runId: run.runId },
  })
}
