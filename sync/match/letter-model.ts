/** How name-like a word is: bits that its letters need, one after the other; more bits are fewer names. */
export type LetterModel = (word: string) => number

/** Distinct words below which letters are not counted but guessed. */
const WORDS_MIN = 150
/** Letters tell about this much each while there is nothing to count. */
const BITS_PER_LETTER = 2.5
/** How strongly a pair of letters is drawn towards the frequency of its second letter. */
const PAIR_PRIOR = 8
/** Letters after which more of them change nothing. */
const LETTERS_MAX = 1_000_000
const EDGE = ' '

/**
 * Learns from distinct words which letter follows which, so that `greenp` and `jadk` look like slips and `harnett` like
 * a name, although nobody is called so.
 */
export function learnLetters(words: ReadonlyMap<string, unknown>): LetterModel {
  if (words.size < WORDS_MIN) return (word) => word.length * BITS_PER_LETTER
  const pairs = new Map<string, number>()
  const firsts = new Map<string, number>()
  const letters = new Map<string, number>()
  let total = 0
  for (const word of words.keys()) {
    if (total > LETTERS_MAX) break
    const text = EDGE + word + EDGE
    for (let at = 1; at < text.length; at += 1) {
      const [before, letter] = [text.slice(at - 1, at), text.slice(at, at + 1)]
      count(pairs, before + letter)
      count(firsts, before)
      count(letters, letter)
      total += 1
    }
  }
  const chanceOf = (letter: string) => ((letters.get(letter) ?? 0) + 1) / (total + 40)
  const chanceAfter = (before: string, letter: string) =>
    ((pairs.get(before + letter) ?? 0) + PAIR_PRIOR * chanceOf(letter)) /
    ((firsts.get(before) ?? 0) + PAIR_PRIOR)
  return (word) => {
    const text = EDGE + word + EDGE
    let bits = 0
    for (let at = 1; at < text.length; at += 1) {
      bits -= Math.log2(chanceAfter(text.slice(at - 1, at), text.slice(at, at + 1)))
    }
    return bits
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
