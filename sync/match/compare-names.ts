import { isOneEdit } from './edit-distance.ts'
import { areNicknames } from './nicknames.ts'
import type { NormalizedName } from './normalize-name.ts'

/**
 * How two names agree, strongest first.
 * Same full name: `exact` as written; `spelling` after folding case, accents and punctuation; `order` words in another
 * order; `spacing` words joined or split otherwise.
 * `subset`: one name has more words (or a generation), at least two are shared.
 * Approximate, the other words equal: `typo` one keystroke, `nickname` a known short form, `initial` one letter for a
 * name, `short-form` same beginning or one inside the other; `similar` several of these, or one and more words.
 * `lone`: one name is a single word and the other bears it. `partial`: words shared, others contradict. `none`: nothing.
 */
export type NameLevel =
  | 'exact'
  | 'spelling'
  | 'order'
  | 'spacing'
  | 'subset'
  | 'typo'
  | 'nickname'
  | 'initial'
  | 'short-form'
  | 'similar'
  | 'lone'
  | 'partial'
  | 'none'

type WordLevel = 'typo' | 'nickname' | 'initial' | 'short-form'

/** Compares two names as people write them; the same either way round. */
export function compareNames(a: NormalizedName, b: NormalizedName): NameLevel {
  if (a.generation !== b.generation && a.generation !== null && b.generation !== null) {
    return 'partial'
  }
  const level = compareWords(a, b)
  return a.generation !== b.generation && isSameFullName(level) ? 'subset' : level
}

/** True for a level that says: the same full name, written differently at most. */
export function isSameFullName(level: NameLevel): boolean {
  return level === 'exact' || level === 'spelling' || level === 'order' || level === 'spacing'
}

/** True when nothing in one name contradicts the other. */
export function isCompatible(level: NameLevel): boolean {
  return level !== 'partial' && level !== 'none'
}

function compareWords(a: NormalizedName, b: NormalizedName): NameLevel {
  if (a.words.length > 1 || b.words.length > 1 || a.key === b.key) {
    if (a.original === b.original) return 'exact'
    if (a.key === b.key) return 'spelling'
    if (a.sortedKey === b.sortedKey) return 'order'
    if (a.compactKey === b.compactKey) return 'spacing'
  }
  const aligned = alignWords(a.words, b.words)
  if (aligned === 'contradiction') return misspelledWhole(a, b)
  return aligned
}

// A keystroke may fall on a word boundary, as in `Trươn gNgọc`, where no word is equal any more.
function misspelledWhole(a: NormalizedName, b: NormalizedName): NameLevel {
  const isLong = Math.min(a.words.length, b.words.length) > 1
  if (isLong && isOneEdit(a.compactKey, b.compactKey)) return 'typo'
  return a.words.some((word) => word.length > 1 && b.words.includes(word)) ? 'partial' : 'none'
}

function alignWords(a: readonly string[], b: readonly string[]): NameLevel | 'contradiction' {
  const { restA, restB } = withoutEqual(a, b)
  const sharedCount = a.length - restA.length
  const pairs = pairApproximate(restA, restB)
  const leftA = restA.length - pairs.length
  const leftB = restB.length - pairs.length
  if (leftA > 0 && leftB > 0) return 'contradiction'
  if (pairs.includes('short-form') && (sharedCount === 0 || pairs.length > 1))
    return 'contradiction'
  if (sharedCount + pairs.length < 2) return pairs.length + sharedCount === 0 ? 'none' : 'lone'
  if (pairs.length === 0) return 'subset'
  const [only] = pairs
  const isClose = pairs.length === 1 && sharedCount > 0 && leftA + leftB === 0
  return isClose && only !== undefined ? only : 'similar'
}

function withoutEqual(a: readonly string[], b: readonly string[]) {
  const restB = [...b]
  const restA = a.filter((word) => {
    const at = restB.indexOf(word)
    if (at >= 0) restB.splice(at, 1)
    return at < 0
  })
  return { restA, restB }
}

function pairApproximate(a: readonly string[], b: readonly string[]): readonly WordLevel[] {
  const pairs: WordLevel[] = []
  let restA = a
  let restB = b
  for (const level of ['typo', 'nickname', 'initial', 'short-form'] as const) {
    const unpaired: string[] = []
    for (const word of restA) {
      const at = restB.findIndex((other) => compareWord(word, other) === level)
      if (at < 0) unpaired.push(word)
      else {
        pairs.push(level)
        restB = restB.toSpliced(at, 1)
      }
    }
    restA = unpaired
  }
  return pairs
}

function compareWord(a: string, b: string): WordLevel | null {
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : null
  if (isOneEdit(a, b) && (a[0] === b[0] || a.at(-1) === b.at(-1))) return 'typo'
  if (areNicknames(a, b)) return 'nickname'
  const isInside = Math.min(a.length, b.length) > 2 && (a.includes(b) || b.includes(a))
  return isInside || a.slice(0, 2) === b.slice(0, 2) ? 'short-form' : null
}
