import type { Alignment, WordPair } from './align-names.ts'
import type { NameComparison, NameLevel } from './compare-names.ts'
import type { NameStatistics } from './name-statistics.ts'
import { isListedName } from './nicknames.ts'
import type { NormalizedName } from './normalize-name.ts'
import { NAME_BITS, OTHER_NAME, SLIPS } from './weights.ts'

/** What is known about words besides the employees' names. */
export type NameContext = {
  readonly statistics: NameStatistics
  /** Share of the other users who write this word, which no employee bears. */
  readonly shareOfOtherUsers: (word: string) => number
  /** True for a word that the user's address spells out. */
  readonly isSpelledByAddress: (word: string) => boolean
}

export type NameWeight = {
  readonly bits: number
  /**
   * A word of the row is not his: he has none for it, or it comes near one of his and is a name of its own that others bear
   * oftener than one slips so (Zofia, Sofía).
   */
  readonly hasForeignWord: boolean
}

/**
 * How strongly the agreement of a user's name with an employee's speaks for the employee, in bits. Each word that agrees
 * counts by its rarity, each slip by how often it happens against how often another name looks like that; words left over
 * count against.
 */
export function weighName(
  comparison: NameComparison,
  written: NormalizedName,
  known: NormalizedName,
  context: NameContext,
): NameWeight {
  const { alignment, level } = comparison
  if (alignment === null) {
    const bits =
      sumOfWords(known.words, context) + wholeBits(level) + weighGeneration(written, known)
    return { bits, hasForeignWord: false }
  }
  const pairBits = alignment.pairs.map((pair) => weighPair(pair, context))
  const strong = pairBits.filter((bits) => bits > 0).length
  return {
    bits:
      pairBits.reduce((sum, bits) => sum + bits, 0) +
      kinship(strong, context) +
      weighRest(alignment, known) +
      weighGeneration(written, known),
    hasForeignWord:
      alignment.restA.length > 0 ||
      alignment.pairs.some(({ a }, at) => (pairBits[at] ?? 0) < 0 && isName(a, context)),
  }
}

function isName(word: string, { statistics }: NameContext): boolean {
  return statistics.bearers(word) > 0 || isListedName(word)
}

function wholeBits(level: NameLevel): number {
  if (level === 'spacing') return NAME_BITS.otherSpacing
  return level === 'typo' ? NAME_BITS.misspelledWhole : 0
}

function sumOfWords(words: readonly string[], context: NameContext): number {
  let sum = kinship(words.length, context)
  for (const word of words) sum += rarity(word, context)
  return sum
}

function kinship(count: number, { statistics }: NameContext): number {
  if (count < 2) return 0
  return (count - 2) * NAME_BITS.furtherWord - statistics.kinship
}

function rarity(word: string, { statistics }: NameContext): number {
  const bits = -Math.log2(statistics.chanceOf(word))
  return Math.min(bits, NAME_BITS.wordMax, 2 + word.length * 2.5)
}

function weighPair({ level, a, b }: WordPair, context: NameContext): number {
  if (level === 'equal') return rarity(b, context)
  if (b.length > 2 && context.isSpelledByAddress(b)) return rarity(b, context) - 1
  switch (level) {
    case 'initial':
      return -Math.log2(context.statistics.chanceOfLetter(a.slice(0, 1))) + NAME_BITS.initial
    case 'nickname':
      return overChance(a, b, SLIPS.nickname, OTHER_NAME.nickname, context)
    case 'short-form':
      return a.includes(b) || b.includes(a)
        ? overChance(a, b, SLIPS.shortForm, OTHER_NAME.shortForm, context)
        : NAME_BITS.sameBeginning
    case 'typo':
      return overChance(a, b, chanceOfSlip(SLIPS.typo, b, 1), otherName(a, b), context)
    case 'typos':
      return overChance(a, b, chanceOfSlip(SLIPS.typos, b, 2), otherName(a, b), context)
  }
}

/** Chance of exactly this misspelling of the word. */
function chanceOfSlip(chance: number, word: string, times: number): number {
  return chance / (SLIPS.typosPerLetter * word.length) ** times
}

function overChance(
  written: string,
  known: string,
  slip: number,
  other: number,
  context: NameContext,
): number {
  const { statistics, shareOfOtherUsers } = context
  const unrelated =
    statistics.chanceOfAny(written) +
    other +
    OTHER_NAME.perOtherUser * shareOfOtherUsers(written) +
    slip * statistics.chanceOf(known)
  return Math.min(Math.log2(slip / unrelated), rarity(known, context) - 1)
}

function otherName(written: string, known: string): number {
  const isShort = Math.min(written.length, known.length) <= 3
  const isSwapped = written[0] === known[1] && written[1] === known[0]
  const hasOtherInitial = written[0] !== known[0] && !isSwapped
  return (
    (isShort ? OTHER_NAME.short : 0) +
    (hasOtherInitial ? OTHER_NAME.otherInitial : 0) +
    (stem(written) === stem(known) ? OTHER_NAME.otherEnding : 0) +
    (isListedName(written) ? OTHER_NAME.listed : 0)
  )
}

function stem(word: string): string {
  return word.replace(/[aeiouy]+$/, '')
}

function weighRest({ pairs, restA, restB }: Alignment, known: NormalizedName): number {
  const clashes = Math.min(restA.length, restB.length)
  const extra = restA.length - clashes
  const dropped = restB.length - clashes
  // A middle name or a second surname gets lost; what the name begins with, given name or surname, does not.
  const keepsFirst = pairs.some(({ b }) => b === known.words[0])
  return (
    clashes * NAME_BITS.contradiction +
    perWord(extra, NAME_BITS.extraWord, NAME_BITS.extraFurtherWord) +
    perWord(dropped, NAME_BITS.droppedWord, NAME_BITS.droppedFurtherWord) +
    (dropped > 0 && !keepsFirst ? NAME_BITS.droppedFirstWord : 0)
  )
}

function perWord(count: number, first: number, further: number): number {
  return count === 0 ? 0 : first + (count - 1) * further
}

function weighGeneration(written: NormalizedName, known: NormalizedName): number {
  if (written.generation === known.generation) return 0
  const isContradiction = written.generation !== null && known.generation !== null
  return isContradiction ? NAME_BITS.otherGeneration : NAME_BITS.missingGeneration
}
