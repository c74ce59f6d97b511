import { foldWords } from './fold-text.ts'

// They make nothing a place by themselves: Day and Knight are surnames.
const FILLERS = new Set(['the', 'no', 'nr', 'number', 'day', 'night', 'morning', 'evening'])
// Most names and addresses begin with a word that no place has, which is quicker to see than the rest.
const FIRST_WORD = /^[a-z]+(?=[ ._0-9-]|$)/i

/**
 * Tells names of places (`Heat Press 3`, `hp.station2`, `Station A`) from names of people. Every word must be one of a
 * place; a single foreign word makes it a person's, so that `Chip Ship` stays a person.
 */
export function isSharedAccountName(text: string, vocabulary: ReadonlySet<string>): boolean {
  const first = FIRST_WORD.exec(text)?.[0].toLowerCase()
  if (first !== undefined && !vocabulary.has(first) && !FILLERS.has(first)) return false
  const words = foldWords(text.replace(/[0-9]+/g, ' '))
  const last = words.at(-1)
  const named = words.length > 1 && last?.length === 1 ? words.slice(0, -1) : words
  return (
    named.some((word) => vocabulary.has(word)) &&
    named.every((word) => vocabulary.has(word) || FILLERS.has(word))
  )
}
