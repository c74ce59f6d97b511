import type { HTTPException } from 'hono/http-exception'
import { refusal } from '../../core/refusal.ts'

/** The 400 of a search that cannot be answered as Auth0 would. */
export function invalidQuery(problem: string): HTTPException {
  return refusal(400, `Query validation error: '${problem}'.`, 'invalid_query_string')
}
