import { foldText } from './fold-text.ts'

/** Acute, grave, tilde, diaeresis, cedilla: people who write them forget some, or turn them round (Josè Nuñez). */
const EASILY_LOST = /[\u0300\u0301\u0303\u0308\u0327]/g
/** Hook above, dot below, horn; or a circumflex, breve or horn with a tone: Vietnamese, where another mark is another name. */
const TONAL = /[\u0309\u0323\u031b]|[\u0302\u0306][\u0300\u0301\u0303]/
const MARK = /[\u0300-\u036f]/

/**
 * True when both names are written with marks, and a word that is the same without them has others in the one than in the
 * other: Quang and Quảng, Tiên and Tiến. A name without any mark says nothing about them.
 */
export function haveOtherMarks(a: string, b: string): boolean {
  const [markedA, markedB] = [a.normalize('NFD').toLowerCase(), b.normalize('NFD').toLowerCase()]
  if (!MARK.test(markedA) || !MARK.test(markedB) || markedA === markedB) return false
  const isTonal = TONAL.test(markedA) || TONAL.test(markedB)
  const known = wordsOf(markedB, isTonal)
  for (const [folded, marked] of wordsOf(markedA, isTonal)) {
    const other = known.get(folded)
    if (other !== undefined && other !== marked) return true
  }
  return false
}

function wordsOf(text: string, isTonal: boolean): ReadonlyMap<string, string> {
  const kept = isTonal ? text : text.replaceAll(EASILY_LOST, '')
  return new Map(kept.split(/[^\p{L}\p{M}]+/u).map((word) => [foldText(word), word]))
}
