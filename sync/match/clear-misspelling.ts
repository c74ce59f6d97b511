import { isOneEdit } from './edit-distance.ts'
import { isListedName } from './nicknames.ts'
import type { NormalizedName } from './normalize-name.ts'

/** Below this, one keystroke often leads from one real name to another: Ho, Do, Hoa, Khoa. */
const MISSPELLED_LENGTH_MIN = 4

/**
 * True when the names differ in one keystroke that makes no other name: the written word is borne by nobody, is no listed
 * given name, and differs in more than a final vowel (Alejandro and Alejandra are two people). `written` may be wrong,
 * `known` is the employee's.
 */
export function isClearMisspelling(
  written: NormalizedName,
  known: NormalizedName,
  isBorne: (word: string) => boolean,
): boolean {
  const ours = written.words.filter((word) => !known.words.includes(word))
  const theirs = known.words.filter((word) => !written.words.includes(word))
  const [wrong, ...more] = ours
  const [right, ...others] = theirs
  if (wrong === undefined || right === undefined) return false
  if (more.length > 0 || others.length > 0 || right.length < MISSPELLED_LENGTH_MIN) return false
  if (!isOneEdit(wrong, right) || isBorne(wrong) || isListedName(wrong)) return false
  const isSwapped = wrong[0] === right[1] && wrong[1] === right[0]
  return (wrong[0] === right[0] || isSwapped) && stem(wrong) !== stem(right)
}

function stem(word: string): string {
  return word.replace(/[aeiouy]+$/, '')
}
