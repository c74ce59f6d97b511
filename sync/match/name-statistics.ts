import { type Bucket, sizeOf } from './bucket.ts'
import { kinshipBits } from './kinship.ts'
import { learnLetters } from './letter-model.ts'

/** How often words stand in the employees' names; what makes agreement on a rare name count more than on a common one. */
export type NameStatistics = {
  /** Employees counted. */
  readonly people: number
  /** Chance that another person's name holds the word, given that at least one employee bears it. */
  readonly chanceOf: (word: string) => number
  /** The same for a word that may be borne by nobody; small for long words, since there are more of them. */
  readonly chanceOfAny: (word: string) => number
  /** Chance that a word of a name begins with this letter. */
  readonly chanceOfLetter: (letter: string) => number
  /** Employees who bear the word. */
  readonly bearers: (word: string) => number
  /** Bits that the second word of a name tells less than the first. */
  readonly kinship: number
}

/** People we pretend to have seen besides, so that a handful of employees does not make every name look common. */
const PRIOR_PEOPLE = 100
/** Chance of a word that we know nothing about. */
const PRIOR_CHANCE = 1 / 2000
/** Names use letters less freely than pairs of letters alone would make one think. */
const PHONOTACTIC_SLACK = 4
/** What is left of a single bearer when he himself is set aside. */
const SINGLE = 0.5
/** Share of words that are new even in a large company. */
const NOVEL_SHARE_MIN = 0.02

/** Counts who bears which words, and which two words together. */
export function countNames(
  people: number,
  {
    byWord,
    byPair,
  }: {
    readonly byWord: ReadonlyMap<string, Bucket>
    readonly byPair: ReadonlyMap<string, Bucket>
  },
): NameStatistics {
  const letters = new Map<string, number>()
  let [total, singles] = [0, 0]
  for (const [word, bucket] of byWord) {
    const count = sizeOf(bucket)
    const letter = word.slice(0, 1)
    letters.set(letter, (letters.get(letter) ?? 0) + count)
    total += count
    if (count === 1) singles += 1
  }
  const seen = people + PRIOR_PEOPLE
  const novelShare = Math.max(NOVEL_SHARE_MIN, singles / (total + PRIOR_PEOPLE))
  const bitsOfLetters = learnLetters(byWord)
  const bearers = (word: string) => sizeOf(byWord.get(word))
  return {
    people,
    bearers,
    kinship: kinshipBits(people, byWord, byPair),
    chanceOf: (word) =>
      (Math.max(bearers(word) - 1, 0) + SINGLE + PRIOR_PEOPLE * PRIOR_CHANCE) / seen,
    chanceOfAny: (word) => {
      const rarity = Math.min(24, Math.max(8, bitsOfLetters(word) - PHONOTACTIC_SLACK))
      return bearers(word) / seen + novelShare * 2 ** -rarity
    },
    chanceOfLetter: (letter) => ((letters.get(letter) ?? 0) + 5) / (total + PRIOR_PEOPLE),
  }
}
