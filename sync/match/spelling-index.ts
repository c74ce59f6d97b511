import { isOneEdit } from './edit-distance.ts'

/** Finds the words of a vocabulary that are one keystroke away from a given word. */
export type SpellingIndex = (word: string) => readonly string[]

/** Misspellings looked at per word; the alphabetically first ones, so that the answer is always the same. */
const NEIGHBOURS_MAX = 24
/** Letters of a word beyond which it is nobody's misspelling: the work grows with the square of them. */
const LETTERS_MAX = 100

/**
 * Indexes the words by themselves and by what is left when one letter is missing: two words within one edit share one of
 * these. A look-up costs a handful of reads whatever the size of the vocabulary. A word is never its own neighbour.
 */
export function buildSpellingIndex(words: Iterable<string>): SpellingIndex {
  const vocabulary = [...words].filter(({ length }) => length > 1 && length <= LETTERS_MAX)
  const chains = chainByDeletion(vocabulary)
  const known = new Map<string, readonly string[]>()
  return (word) => {
    const cached = known.get(word)
    if (cached !== undefined) return cached
    if (word.length > LETTERS_MAX) return []
    const near = new Set<string>()
    eachDeletion(word, (hash) => {
      for (const at of chains(hash)) {
        const other = vocabulary[at] ?? ''
        if (isOneEdit(word, other)) near.add(other)
      }
    })
    const result = [...near].sort().slice(0, NEIGHBOURS_MAX)
    known.set(word, result)
    return result
  }
}

/**
 * Positions of the words by the hashes of their deletions. Numbers in three arrays: a vocabulary has some ten deletions
 * per word, and a string and a list for each of them would be most of the memory of all tables. Words that share a hash
 * by chance are harmless, since every word found is compared.
 */
function chainByDeletion(words: readonly string[]): (hash: number) => readonly number[] {
  const entries = words.reduce((sum, { length }) => sum + length + 1, 0)
  const mask = 2 ** Math.ceil(Math.log2(entries + 1)) - 1
  const heads = new Int32Array(mask + 1).fill(-1)
  const next = new Int32Array(entries)
  const wordAt = new Int32Array(entries)
  let used = 0
  for (const [at, word] of words.entries()) {
    eachDeletion(word, (hash) => {
      const slot = hash & mask
      wordAt[used] = at
      next[used] = heads[slot] ?? -1
      heads[slot] = used
      used += 1
    })
  }
  return (hash) => {
    const found: number[] = []
    for (let at = heads[hash & mask] ?? -1; at >= 0; at = next[at] ?? -1) {
      found.push(wordAt[at] ?? -1)
    }
    return found
  }
}

/** Hashes of the word itself and of every text with one letter removed. */
function eachDeletion(word: string, visit: (hash: number) => void): void {
  visit(hashWithout(word, -1))
  for (let at = 0; at < word.length; at += 1) {
    // Of two equal letters in a row it does not matter which one goes.
    if (at === 0 || word.charCodeAt(at) !== word.charCodeAt(at - 1)) visit(hashWithout(word, at))
  }
}

function hashWithout(word: string, left: number): number {
  let hash = 0
  for (let at = 0; at < word.length; at += 1) {
    if (at !== left) hash = Math.imul(hash ^ word.charCodeAt(at), 0x9e3779b1)
  }
  return hash ^ (hash >>> 15)
}
