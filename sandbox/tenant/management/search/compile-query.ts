import type { UserRecord } from '../../tenant-state.ts'
import { parseQuery, type Query } from './parse-query.ts'
import { searchField } from './search-fields.ts'
import { testTerm } from './test-term.ts'

export type IsMatch = (user: UserRecord) => boolean

/** Null and empty lists and objects are not indexed, so they exist nowhere. */
function isIndexed(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return typeof value === 'object' ? Object.values(value).some(isIndexed) : true
}

function compile(query: Query): IsMatch {
  switch (query.kind) {
    case 'and': {
      const parts = query.parts.map(compile)
      return (user) => parts.every((isMatch) => isMatch(user))
    }
    case 'or': {
      const parts = query.parts.map(compile)
      return (user) => parts.some((isMatch) => isMatch(user))
    }
    case 'not': {
      const isMatch = compile(query.part)
      return (user) => !isMatch(user)
    }
    case 'exists': {
      const { valuesOf } = searchField(query.field)
      return (user) => valuesOf(user).some(isIndexed)
    }
    case 'term': {
      const field = searchField(query.field)
      const isMeant = testTerm(field, query.value)
      return (user) => field.valuesOf(user).some(isMeant)
    }
  }
}

/**
 * Turns a search (`q`) into a test of one account, by the rules of auth0-facts 4.2.
 * @throws 400 `invalid_query_string` for whatever Auth0 does not document.
 */
export function compileQuery(text: string): IsMatch {
  return compile(parseQuery(text))
}
