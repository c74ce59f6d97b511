import { type Alignment, alignWords, type WordLevel } from './align-names.ts'
import { isOneEdit } from './edit-distance.ts'
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

/** A level with the words that gave it; `alignment` is null where the names agree as a whole. */
export type NameComparison = { readonly level: NameLevel; readonly alignment: Alignment | null }

/** Compares two names as people write them; the level is the same either way round. */
export function compareNames(a: NormalizedName, b: NormalizedName): NameLevel {
  return compareNamesByWord(a, b).level
}

/** The same with the words that agree. `a` is the user's name where that matters, `b` the employee's. */
export function compareNamesByWord(a: NormalizedName, b: NormalizedName): NameComparison {
  const found = compareWords(a, b)
  if (a.generation === b.generation) return found
  if (a.generation !== null && b.generation !== null) return { ...found, level: 'partial' }
  return isSameFullName(found.level) ? { ...found, level: 'subset' } : found
}

/** True for a level that says: the same full name, written differently at most. */
export function isSameFullName(level: NameLevel): boolean {
  return level === 'exact' || level === 'spelling' || level === 'order' || level === 'spacing'
}

/** True when nothing in one name contradicts the other. */
export function isCompatible(level: NameLevel): boolean {
  return level !== 'partial' && level !== 'none'
}

function compareWords(a: NormalizedName, b: NormalizedName): NameComparison {
  if (a.key === b.key) {
    return { level: a.original === b.original ? 'exact' : 'spelling', alignment: null }
  }
  if (a.sortedKey === b.sortedKey) return { level: 'order', alignment: null }
  if (a.compactKey === b.compactKey) return { level: 'spacing', alignment: null }
  const alignment = alignWords(a.words, b.words)
  const level = levelOf(alignment)
  if (level !== null) return { level, alignment }
  if (isMisspelledWhole(a, b)) return { level: 'typo', alignment: null }
  const isShared = a.words.some((word) => word.length > 1 && b.words.includes(word))
  return { level: isShared ? 'partial' : 'none', alignment }
}

// A keystroke may fall on a word boundary, as in `Trươn gNgọc`, where no word is equal any more.
function isMisspelledWhole(a: NormalizedName, b: NormalizedName): boolean {
  const isLong = Math.min(a.words.length, b.words.length) > 1
  return isLong && isOneEdit(a.compactKey, b.compactKey)
}

/** Null for a contradiction: both sides have words without a partner. */
function levelOf({ pairs, restA, restB }: Alignment): NameLevel | null {
  const vague: Exclude<WordLevel, 'equal'>[] = []
  for (const { level } of pairs) if (level !== 'equal') vague.push(level)
  const equalCount = pairs.length - vague.length
  if (restA.length > 0 && restB.length > 0) return null
  if (vague.includes('short-form') && (equalCount === 0 || vague.length > 1)) return null
  if (pairs.length < 2) return 'lone'
  const [only] = vague
  if (only === undefined) return 'subset'
  const isClose = vague.length === 1 && restA.length + restB.length === 0
  return isClose && only !== 'typos' ? only : 'similar'
}
