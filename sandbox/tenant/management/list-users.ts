import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery } from '../core/paging.ts'
import { readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import { checkSearchPaging, searchResultsMax } from '../core/search-paging.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import { compileQuery } from './search/compile-query.ts'
import { invalidQuery } from './search/invalid-query.ts'
import { showUser } from './user-profile.ts'

const perPageMax = 100
// Auth0 says 414 exists and not where it begins; this figure is ours.
const queryLengthMax = 4_096

// Every root field with one value; metadata cannot be sorted by.
const sortPattern =
  /^(user_id|email|email_verified|username|phone_number|name|nickname|given_name|family_name|created_at|updated_at|last_login|last_ip|logins_count|blocked):-?1$/

const listQuery = pageQuery.extend({
  q: z.string().optional(),
  search_engine: z.literal('v3').optional(),
  primary_order: z.enum(['true', 'false']).optional(),
  sort: z.string().regex(sortPattern, 'Cannot sort by this field').optional(),
})

function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [a, b] = [String(left), String(right)]
  return a < b ? -1 : Number(a > b)
}

/** Accounts without the field come last in either direction. */
function byField(sort: string) {
  const [field = '', direction] = sort.split(':')
  const sign = direction === '-1' ? -1 : 1
  return (left: UserRecord, right: UserRecord): number => {
    const [a, b]: unknown[] = [Reflect.get(left, field), Reflect.get(right, field)]
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * compareValues(a, b)
  }
}

function listUsers(tenant: TenantContext, context: Context<TenantEnv>): Response {
  if ((context.req.query('q') ?? '').length > queryLengthMax) {
    throw refusal(414, 'Request-URI Too Large')
  }
  const query = readQuery(context, listQuery, ['connection'])
  if (Number(query.per_page ?? 0) > perPageMax) {
    throw invalidQuery(`per_page is greater than ${perPageMax}`)
  }
  checkSearchPaging(tenant, query)
  const isMatch = query.q === undefined ? () => true : compileQuery(query.q)
  const found = [...tenant.search.users(context.get('staleByMs'))].filter(isMatch)
  const sorted = query.sort === undefined ? found : found.toSorted(byField(query.sort))
  return listAnswer(context, query, {
    key: 'users',
    items: sorted.slice(0, searchResultsMax),
    show: showUser,
    showsLength: true,
    total: found.length,
  })
}

/** `GET /users`: eventually consistent and never more than 1,000 accounts (auth0-facts 4.2). */
export function userSearch(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:users'), (context) => listUsers(tenant, context))
  return app
}
