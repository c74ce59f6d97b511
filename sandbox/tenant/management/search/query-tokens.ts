/** One end of a range; null is the open end `*`. */
export type Bound = { readonly text: string | null; readonly isIncluded: boolean }

export type Range = { readonly kind: 'range'; readonly from: Bound; readonly to: Bound }

/** A bare word, cut at its wildcards: `jane*` has the pieces `jane` and nothing. Escapes are resolved. */
export type Word = { readonly kind: 'word'; readonly pieces: readonly string[] }

export type Phrase = { readonly kind: 'phrase'; readonly text: string }

export type Token =
  | Word
  | Phrase
  | Range
  | { readonly kind: 'open' | 'close' | 'colon' | 'minus' | 'and' | 'or' | 'not' }

type Read = { readonly token: Token; readonly length: number }

const signs: Readonly<Record<string, Token>> = {
  '(': { kind: 'open' },
  ')': { kind: 'close' },
  ':': { kind: 'colon' },
  '-': { kind: 'minus' },
}
const operators: Readonly<Record<string, Token>> = {
  AND: { kind: 'and' },
  OR: { kind: 'or' },
  NOT: { kind: 'not' },
}

const phrasePattern = /"((?:[^"\\]|\\.)*)"/sy
const boundSource = String.raw`("(?:[^"\\]|\\.)*"|[^\s\]}"]+)`
const rangePattern = new RegExp(
  String.raw`([[{])\s*${boundSource}\s+TO\s+${boundSource}\s*([\]}])`,
  'sy',
)
// Without a backslash these mean something else in Lucene: fuzziness, boosts, single characters, regular expressions.
const wordPattern = /(?:\\.|[^\s!(){}[\]^"~?:\\/<>])+/sy
const piecePattern = /\\.|[^\\]/gs

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1')
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function bound(raw: string, isIncluded: boolean): Bound {
  if (raw === '*') return { text: null, isIncluded }
  return { text: unescape(raw.startsWith('"') ? raw.slice(1, -1) : raw), isIncluded }
}

function readRange(text: string, at: number): Read | null {
  const [whole, open, from, to, close] = matchAt(rangePattern, text, at) ?? []
  if (whole === undefined || from === undefined || to === undefined) return null
  const ends = { from: bound(from, open === '['), to: bound(to, close === ']') }
  return { token: { kind: 'range', ...ends }, length: whole.length }
}

function readWord(text: string, at: number): Read | null {
  const [raw] = matchAt(wordPattern, text, at) ?? []
  if (raw === undefined || raw.startsWith('+') || /&&|\|\|/.test(raw)) return null
  const operator = operators[raw]
  if (operator !== undefined) return { token: operator, length: raw.length }
  const pieces = ['']
  for (const [character] of raw.matchAll(piecePattern)) {
    if (character === '*') pieces.push('')
    else pieces.push(`${pieces.pop() ?? ''}${unescape(character)}`)
  }
  return { token: { kind: 'word', pieces }, length: raw.length }
}

function readToken(text: string, at: number): Read | null {
  const sign = signs[text[at] ?? '']
  if (sign !== undefined) return { token: sign, length: 1 }
  const [whole, inner] = matchAt(phrasePattern, text, at) ?? []
  if (whole !== undefined) {
    return { token: { kind: 'phrase', text: unescape(inner ?? '') }, length: whole.length }
  }
  return readRange(text, at) ?? readWord(text, at)
}

/** Cuts a query into tokens; null when it holds a character that means nothing here. */
export function queryTokens(query: string): readonly Token[] | null {
  const tokens: Token[] = []
  let at = 0
  while (at < query.length) {
    if (/\s/.test(query[at] ?? '')) {
      at += 1
      continue
    }
    const read = readToken(query, at)
    if (read === null) return null
    tokens.push(read.token)
    at += read.length
  }
  return tokens
}
