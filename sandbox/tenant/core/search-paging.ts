import type { UnknownBehaviour } from '../unknown-behaviour.ts'
import { refusal } from './refusal.ts'

/** How many results of one search can be paged through (auth0-facts 4.2). */
export const searchResultsMax = 1_000
const perPageMax = 100

/** @throws 400 for a page that goes beyond, where the tenant does not answer it with an empty one. */
export function checkSearchPaging(
  { unknown }: { readonly unknown: Pick<UnknownBehaviour, 'pagingPastEnd'> },
  query: { readonly page?: string | undefined; readonly per_page?: string | undefined },
): void {
  const perPage = Math.min(Number(query.per_page ?? 50), perPageMax)
  const isPastEnd = (Number(query.page ?? 0) + 1) * perPage > searchResultsMax
  if (!isPastEnd || unknown.pagingPastEnd === 'empty') return
  const message = `You can only page through the first ${searchResultsMax} records.`
  throw refusal(400, message, 'invalid_paging')
}
