import type { Change } from '../decide/plan.ts'

/** A few hundred changes: the transaction stays short, and round trips stay few. */
const BATCH_CHANGES = 300

/** The changes in order, in batches that never part a group; a batch is larger than the aim only by its last group. */
export function batchChanges(changes: readonly Change[]): readonly (readonly Change[])[] {
  const batches: Change[][] = []
  let group: string | null = null
  for (const change of changes) {
    const batch = batches.at(-1)
    const isFull = batch === undefined || batch.length >= BATCH_CHANGES
    if (isFull && change.group !== group) batches.push([change])
    else batch?.push(change)
    group = change.group
  }
  return batches
}
