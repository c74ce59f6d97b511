import { distance } from 'fastest-levenshtein'

/** Longer than any word of a name and any address; the work grows with the square. */
const LENGTH_MAX = 320

/** True when at most `editsMax` letters are too many, missing or wrong. Never true of texts longer than an address can be. */
export function isWithinEdits(a: string, b: string, editsMax: number): boolean {
  if (Math.abs(a.length - b.length) > editsMax) return false
  return a.length <= LENGTH_MAX && b.length <= LENGTH_MAX && distance(a, b) <= editsMax
}

/**
 * True when one keystroke turns one text into the other: a letter too many, missing, wrong, or two neighbours swapped.
 * Equal texts are not within one edit. Linear in the length.
 */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  // Ends, since past the end of the shorter one they differ.
  while (a[start] === b[start]) start += 1
  const restA = a.slice(start)
  const restB = b.slice(start)
  if (restA.slice(1) === restB || restA === restB.slice(1)) return true
  if (restA.slice(1) === restB.slice(1)) return true
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0]
  return isSwapped && restA.slice(2) === restB.slice(2)
}
