import { deletions, isOneEdit } from './edit-distance.ts'

/** Finds the words of a vocabulary that are one keystroke away from a given word. */
export type SpellingIndex = (word: string) => readonly string[]

/** Misspellings looked at per word; the alphabetically first ones, so that the answer is always the same. */
const NEIGHBOURS_MAX = 24

/**
 * Indexes the words by themselves and by what is left when one letter is missing, so that a look-up costs a handful of
 * hash reads whatever the size of the vocabulary. A word is never its own neighbour.
 */
export function buildSpellingIndex(words: Iterable<string>): SpellingIndex {
  const byDeletion = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < 2) continue
    for (const key of deletions(word)) {
      const entry = byDeletion.get(key)
      if (entry === undefined) byDeletion.set(key, [word])
      else entry.push(word)
    }
  }
  const known = new Map<string, readonly string[]>()
  return (word) => {
    const cached = known.get(word)
    if (cached !== undefined) return cached
    const near = new Set<string>()
    for (const key of deletions(word)) {
      for (const other of byDeletion.get(key) ?? []) if (isOneEdit(word, other)) near.add(other)
    }
    const result = [...near].sort().slice(0, NEIGHBOURS_MAX)
    known.set(word, result)
    return result
  }
}
