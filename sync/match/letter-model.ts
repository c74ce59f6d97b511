/** How name-like a word is: bits that its letters need, one after the other; more bits are fewer names. */
export type LetterModel = (word: string) => number

/** Distinct words below which letters are not counted but guessed. */
const WORDS_MIN = 150
/** Letters tell about this much each while there is nothing to count. */
const BITS_PER_LETTER = 2.5
/** How strongly a pair of letters is drawn towards the frequency of its second letter. */
const PAIR_PRIOR = 8
/** Letters that no word has shown. */
const OTHERS_WEIGHT = 12
/** Letters after which more of them change nothing. */
const LETTERS_MAX = 1_000_000
/** The letters `a` to `z` are 1 to 26, the edge of a word is 0, and everything else is one more letter. */
const CODES = 28
const OTHER = 27

/**
 * Learns from distinct words which letter follows which, so that `greenp` and `jadk` look like slips and `harnett` like
 * a name, although nobody is called so.
 */
export function learnLetters(words: ReadonlyMap<string, unknown>): LetterModel {
  if (words.size < WORDS_MIN) return (word) => word.length * BITS_PER_LETTER
  const pairs = new Float64Array(CODES * CODES)
  const firsts = new Float64Array(CODES)
  const letters = new Float64Array(CODES)
  let total = 0
  for (const word of words.keys()) {
    if (total > LETTERS_MAX) break
    eachPair(word, (before, letter) => {
      pairs[before * CODES + letter] = at(pairs, before * CODES + letter) + 1
      firsts[before] = at(firsts, before) + 1
      letters[letter] = at(letters, letter) + 1
      total += 1
    })
  }
  return (word) => {
    let bits = 0
    eachPair(word, (before, letter) => {
      const usual = (at(letters, letter) + 1) / (total + CODES + OTHERS_WEIGHT)
      const seen = at(pairs, before * CODES + letter) + PAIR_PRIOR * usual
      bits -= Math.log2(seen / (at(firsts, before) + PAIR_PRIOR))
    })
    return bits
  }
}

/** Every letter with the one before it, both edges included. */
function eachPair(word: string, visit: (before: number, letter: number) => void): void {
  let before = 0
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index) - 96
    const letter = code >= 1 && code <= 26 ? code : OTHER
    visit(before, letter)
    before = letter
  }
  visit(before, 0)
}

function at(counts: Float64Array, index: number): number {
  return counts[index] ?? 0
}
