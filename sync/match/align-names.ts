import { isOneEdit, isWithinEdits } from './edit-distance.ts'
import { areNicknames } from './nicknames.ts'

/**
 * How two words of names agree: the same; one keystroke or two away; a known short form; one letter for a word; the same
 * beginning or one inside the other.
 */
export type WordLevel = 'equal' | 'typo' | 'typos' | 'nickname' | 'initial' | 'short-form'

export type WordPair = { readonly level: WordLevel; readonly a: string; readonly b: string }

/** Words of two names brought together, and those of each side that found no partner. */
export type Alignment = {
  readonly pairs: readonly WordPair[]
  readonly restA: readonly string[]
  readonly restB: readonly string[]
}

/** Below this length two keystrokes turn almost any name into any other. */
const TWO_TYPOS_LENGTH_MIN = 6

const APPROXIMATE = ['typo', 'nickname', 'initial', 'typos', 'short-form'] as const

/** Pairs equal words first, then ever vaguer ones; every word takes part once. */
export function alignWords(a: readonly string[], b: readonly string[]): Alignment {
  const pairs: WordPair[] = []
  const restB = [...b]
  let restA = a.filter((word) => {
    const at = restB.indexOf(word)
    if (at < 0) return true
    restB.splice(at, 1)
    pairs.push({ level: 'equal', a: word, b: word })
    return false
  })
  for (const level of APPROXIMATE) {
    restA = restA.filter((word) => {
      const at = restB.findIndex((other) => compareWord(word, other) === level)
      const partner = restB[at]
      if (partner === undefined) return true
      restB.splice(at, 1)
      pairs.push({ level, a: word, b: partner })
      return false
    })
  }
  return { pairs, restA, restB }
}

function compareWord(a: string, b: string): WordLevel | null {
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : null
  if (isOneEdit(a, b) && (a[0] === b[0] || a.at(-1) === b.at(-1))) return 'typo'
  if (areNicknames(a, b)) return 'nickname'
  const shorter = Math.min(a.length, b.length)
  const isInside = shorter > 2 && (a.includes(b) || b.includes(a))
  if (!isInside && shorter >= TWO_TYPOS_LENGTH_MIN && a[0] === b[0] && isWithinEdits(a, b, 2)) {
    return 'typos'
  }
  return isInside || a.slice(0, 2) === b.slice(0, 2) ? 'short-form' : null
}
