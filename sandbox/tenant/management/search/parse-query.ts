import { invalidQuery } from './invalid-query.ts'
import { queryTokens, type Phrase, type Range, type Token, type Word } from './query-tokens.ts'

export type TermValue = Word | Phrase | Range

/** A search as a tree. `exists` and `term` name a field by its path. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'term'; readonly field: string; readonly value: TermValue }

type Cursor = { readonly tokens: readonly Token[]; at: number }

// Far deeper than a person writes, far shallower than the stack.
const depthMax = 50
const mixedMessage = 'AND and OR can only be mixed with parentheses'

function take(cursor: Cursor, kind: Token['kind']): boolean {
  if (cursor.tokens[cursor.at]?.kind !== kind) return false
  cursor.at += 1
  return true
}

function takeText(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at]
  const [text] = token?.kind === 'word' && token.pieces.length === 1 ? token.pieces : []
  if (text === undefined) throw invalidQuery('expected the name of a field')
  cursor.at += 1
  return text
}

function parseValue(cursor: Cursor, field: string, depth: number): Query {
  if (take(cursor, 'open')) return parseInParentheses(cursor, field, depth)
  const value = cursor.tokens[cursor.at]
  switch (value?.kind) {
    case 'word':
    case 'phrase':
    case 'range':
      cursor.at += 1
      return { kind: 'term', field, value }
    default:
      throw invalidQuery(`expected a value for ${field}`)
  }
}

function parseInParentheses(cursor: Cursor, field: string | null, depth: number): Query {
  const query = parseGroup(cursor, field, depth + 1)
  if (!take(cursor, 'close')) throw invalidQuery('a parenthesis is not closed')
  return query
}

function parsePrimary(cursor: Cursor, field: string | null, depth: number): Query {
  if (field !== null) return parseValue(cursor, field, depth)
  if (take(cursor, 'open')) return parseInParentheses(cursor, null, depth)
  const name = takeText(cursor)
  if (!take(cursor, 'colon')) throw invalidQuery('a term needs a field')
  if (name === '_exists_') return { kind: 'exists', field: takeText(cursor) }
  return parseValue(cursor, name, depth)
}

function isNegationNext(cursor: Cursor): boolean {
  const kind = cursor.tokens[cursor.at]?.kind
  return kind === 'not' || kind === 'minus'
}

function parseClause(cursor: Cursor, field: string | null, depth: number): Query {
  if (!isNegationNext(cursor)) return parsePrimary(cursor, field, depth)
  cursor.at += 1
  return { kind: 'not', part: parsePrimary(cursor, field, depth) }
}

function takeOperator(cursor: Cursor): 'and' | 'or' | null {
  if (take(cursor, 'and')) return 'and'
  if (take(cursor, 'or')) return 'or'
  // `a -b` excludes b whatever the default operator is; for two plain terms side by side nobody knows it.
  return isNegationNext(cursor) ? 'and' : null
}

/** Clauses joined by one operator; within `field:( … )` they are values of that field. */
function parseGroup(cursor: Cursor, field: string | null, depth: number): Query {
  if (depth > depthMax) throw invalidQuery('too many parentheses')
  const first = parseClause(cursor, field, depth)
  const kind = takeOperator(cursor)
  if (kind === null) return first
  const parts = [first, parseClause(cursor, field, depth)]
  for (let next = takeOperator(cursor); next !== null; next = takeOperator(cursor)) {
    // Lucene itself does not give AND the precedence people expect, so a mixture is never guessed at.
    if (next !== kind) throw invalidQuery(mixedMessage)
    parts.push(parseClause(cursor, field, depth))
  }
  return { kind, parts }
}

/**
 * Reads Auth0's subset of Lucene.
 * @throws 400 `invalid_query_string` for every other piece of Lucene: a guess would return the wrong people.
 */
export function parseQuery(text: string): Query {
  const tokens = queryTokens(text)
  if (tokens === null) throw invalidQuery('this piece of Lucene is not understood')
  const cursor = { tokens, at: 0 }
  const query = parseGroup(cursor, null, 0)
  if (cursor.at < tokens.length) throw invalidQuery('two terms need AND or OR between them')
  return query
}
