import { type Bucket, sizeOf } from './bucket.ts'

/** Employees who bear two words together against what chance would give, while there is little to count. */
const USUAL_RATIO = 8
/** Pairs of employees that the usual ratio is worth. */
const USUAL_WEIGHT = 5
const RATIO_MAX = 32

/**
 * How much oftener two employees share two words of their names than chance would have it, as bits that the second word
 * tells less than the first: people of one origin share given names and surnames. Around 0 where everybody is of one
 * origin, 3 to 4 where several live side by side.
 */
export function kinshipBits(
  people: number,
  byWord: ReadonlyMap<string, Bucket>,
  byPair: ReadonlyMap<string, Bucket>,
): number {
  const couples = Math.max(1, choose2(people))
  const shared = couplesIn(byWord)
  // Half of the shared words are given names, half are surnames; both at once is what chance makes of the two halves.
  const expected = (shared / couples / 2) ** 2 * couples
  const ratio = (couplesIn(byPair) + USUAL_RATIO * USUAL_WEIGHT) / (expected + USUAL_WEIGHT)
  return Math.log2(Math.min(RATIO_MAX, Math.max(1, ratio)))
}

function couplesIn(table: ReadonlyMap<string, Bucket>): number {
  let couples = 0
  for (const bucket of table.values()) couples += choose2(sizeOf(bucket))
  return couples
}

function choose2(count: number): number {
  return (count * (count - 1)) / 2
}
