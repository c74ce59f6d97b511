import { datePeriod } from './date-period.ts'
import { invalidQuery } from './invalid-query.ts'
import type { TermValue } from './parse-query.ts'
import type { Bound, Range } from './query-tokens.ts'
import type { SearchField } from './search-fields.ts'

type Test = (found: unknown) => boolean

// Auth0: "For suffix matching, literals must have 3 characters or more"; a bare prefix may be shorter.
const literalLengthMin = 3
const numberPattern = /^-?\d+(\.\d+)?$/

function readNumber(field: SearchField, text: string): number {
  if (!numberPattern.test(text)) throw invalidQuery(`${field.name} needs a number`)
  return Number(text)
}

function readPeriod(field: SearchField, text: string) {
  const period = datePeriod(text)
  if (period === null) throw invalidQuery(`${field.name} needs a date`)
  return period
}

function metadataTest(text: string): Test {
  const number = numberPattern.test(text) ? Number(text) : null
  return (found) =>
    found === text ||
    (typeof found === 'number' && found === number) ||
    (typeof found === 'boolean' && String(found) === text)
}

function exactTest(field: SearchField, text: string): Test {
  switch (field.kind) {
    case 'caseless': {
      const lower = text.toLowerCase()
      return (found) => typeof found === 'string' && found.toLowerCase() === lower
    }
    case 'text':
      return (found) => found === text
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw invalidQuery(`${field.name} is true or false`)
      return (found) => found === (text === 'true')
    case 'number': {
      const number = readNumber(field, text)
      return (found) => found === number
    }
    case 'date': {
      const { startMs, endMs } = readPeriod(field, text)
      return inside(startMs, endMs, (found) => Date.parse(String(found)))
    }
    case 'app_metadata':
    case 'user_metadata':
      return metadataTest(text)
  }
}

function isLike(text: string, pieces: readonly string[]): boolean {
  const first = pieces.at(0) ?? ''
  const last = pieces.at(-1) ?? ''
  if (text.length < first.length + last.length) return false
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= text.length - last.length
}

function wildcardTest(field: SearchField, pieces: readonly string[]): Test {
  if (field.kind !== 'caseless' && field.kind !== 'text' && field.kind !== 'app_metadata') {
    throw invalidQuery(`${field.name} cannot be searched with wildcards`)
  }
  const isPrefix = pieces.length === 2 && pieces[0] !== '' && pieces[1] === ''
  const literals = pieces.filter((piece) => piece !== '')
  const isLongEnough =
    literals.length > 0 && literals.every((piece) => piece.length >= literalLengthMin)
  if (!isPrefix && !isLongEnough) {
    throw invalidQuery(
      `a wildcard that is no prefix needs ${literalLengthMin} characters beside it`,
    )
  }
  if (field.kind !== 'caseless') {
    return (found) => typeof found === 'string' && isLike(found, pieces)
  }
  const lower = pieces.map((piece) => piece.toLowerCase())
  return (found) => typeof found === 'string' && isLike(found.toLowerCase(), lower)
}

function inside(from: number, to: number, measure: (found: unknown) => number): Test {
  return (found) => {
    if (found === undefined || found === null) return false
    const value = measure(found)
    return value >= from && value <= to
  }
}

function dateRange(field: SearchField, { from, to }: Range): Test {
  const start = (bound: Bound): number => {
    if (bound.text === null) return -Infinity
    const period = readPeriod(field, bound.text)
    return bound.isIncluded ? period.startMs : period.endMs + 1
  }
  const end = (bound: Bound): number => {
    if (bound.text === null) return Infinity
    const period = readPeriod(field, bound.text)
    return bound.isIncluded ? period.endMs : period.startMs - 1
  }
  return inside(start(from), end(to), (found) => Date.parse(String(found)))
}

function numberRange(field: SearchField, { from, to }: Range): Test {
  const low = from.text === null ? -Infinity : readNumber(field, from.text)
  const high = to.text === null ? Infinity : readNumber(field, to.text)
  return (found) =>
    typeof found === 'number' &&
    (from.isIncluded || from.text === null ? found >= low : found > low) &&
    (to.isIncluded || to.text === null ? found <= high : found < high)
}

/** Whether one value of the field satisfies the term. @throws 400 when the field does not take such a value. */
export function testTerm(field: SearchField, value: TermValue): Test {
  switch (value.kind) {
    case 'phrase':
      return exactTest(field, value.text)
    case 'word':
      return value.pieces.length === 1
        ? exactTest(field, value.pieces[0] ?? '')
        : wildcardTest(field, value.pieces)
    case 'range':
      if (field.kind === 'date') return dateRange(field, value)
      if (field.kind === 'number' || field.kind === 'app_metadata') {
        return numberRange(field, value)
      }
      throw invalidQuery(`${field.name} cannot be searched by range`)
  }
}
