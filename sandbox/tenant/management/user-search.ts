import { refusal } from '../core/refusal.ts'
import type { UserRecord } from '../tenant-state.ts'
import { showUser } from './user-profile.ts'

type Term = { readonly path: readonly string[]; readonly value: string }

// These fields are searched without regard to case; all others exactly.
const caselessFields = new Set(['email', 'name', 'given_name', 'family_name', 'nickname'])
const searchableRoot =
  /^(user_id|email|name|given_name|family_name|nickname|username|blocked|email_verified|logins_count|identities\.(connection|provider|user_id)|(app|user)_metadata(\.[\w-]+)+)$/

// `field:"value"` or `field:value`, where a bare value holds no wildcard, range or other syntax.
const termPattern = /^([\w.-]+):(?:"((?:[^"\\]|\\.)*)"|([\w@.+|-]+))$/

function invalidQuery(): Error {
  return refusal(
    400,
    'Query validation error: the local tenant searches for field:"value" terms joined by AND.',
    'invalid_query_string',
  )
}

function splitTerms(query: string): string[] {
  const outsideQuotes = /\s+AND\s+(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/
  return query.trim().split(outsideQuotes)
}

/**
 * Reads a search of `field:"value"` terms joined by AND.
 * @throws 400 for every other piece of Lucene: a guess would return the wrong people.
 */
export function parseUserQuery(query: string): readonly Term[] {
  return splitTerms(query).map((text) => {
    const match = termPattern.exec(text)
    const field = match?.[1]
    if (field === undefined || !searchableRoot.test(field)) throw invalidQuery()
    const value = match?.[2]?.replaceAll(/\\(.)/g, '$1') ?? match?.[3] ?? ''
    return { path: field.split('.'), value }
  })
}

/** Metadata is searched through arrays: a list matches when one of its items does. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [key, ...rest] = path
  if (key === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  return valuesAt(Reflect.get(value, key), rest)
}

/** Whether an account satisfies every term. */
export function isUserMatch(user: UserRecord, terms: readonly Term[]): boolean {
  const shown = showUser(user)
  return terms.every(({ path, value }) => {
    const isCaseless = caselessFields.has(path.join('.'))
    const same = (found: unknown): boolean => {
      if (!['string', 'number', 'boolean'].includes(typeof found)) return false
      const text = String(found)
      return isCaseless ? text.toLowerCase() === value.toLowerCase() : text === value
    }
    return valuesAt(shown, path).some(same)
  })
}
