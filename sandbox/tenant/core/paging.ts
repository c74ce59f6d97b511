import type { Context } from 'hono'
import { z } from 'zod'
import { refusal } from './refusal.ts'

const flag = z.enum(['true', 'false']).optional()
const count = z
  .string()
  .regex(/^\d{1,9}$/)
  .optional()

/** The query parameters every list understands; extend it with the list's own filters. */
export const pageQuery = z.strictObject({
  page: count,
  per_page: count,
  include_totals: flag,
  fields: z.string().optional(),
  include_fields: flag,
})

/** Lists with checkpoint paging: `take` items after the item `from`. */
export const checkpointQuery = pageQuery.extend({ from: z.string().optional(), take: count })

type PageQuery = z.output<typeof pageQuery> & {
  from?: string | undefined
  take?: string | undefined
}

type ListOptions<Item> = {
  readonly key: string
  readonly items: readonly Item[]
  readonly show: (item: Item) => object
  readonly idOf?: (item: Item) => string
  /** Totals also say how many items this page holds, as some lists of the real API do. */
  readonly showsLength?: boolean
  /** How many there are when `items` holds fewer. */
  readonly total?: number
}

/** Keeps only `fields` (or drops them when `include_fields` is false). */
export function pickFields(
  record: object,
  query: { fields?: string | undefined; include_fields?: string | undefined },
): object {
  if (query.fields === undefined) return record
  const named = new Set(query.fields.split(','))
  const keep = query.include_fields !== 'false'
  return Object.fromEntries(Object.entries(record).filter(([name]) => named.has(name) === keep))
}

/** @throws 400 when the item is gone: to begin again at the start is what no checkpoint does. */
function positionAfter<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  from: string,
): number {
  const at = items.findIndex((item) => idOf(item) === from)
  if (at !== -1) return at + 1
  throw refusal(400, `The checkpoint ${from} is not known, or not any more`, 'invalid_paging')
}

/**
 * One page in the form the query asks for: a bare array, `{start, limit, total, <key>}` with `include_totals`,
 * or `{<key>, next}` with `take` or `from`.
 * @throws 400 for a checkpoint whose item is gone.
 */
export function listAnswer<Item>(
  context: Context,
  query: PageQuery,
  options: ListOptions<Item>,
): Response {
  const { key, items, show, idOf } = options
  const showPicked = (item: Item) => pickFields(show(item), query)
  const isByCheckpoint = query.take !== undefined || query.from !== undefined
  if (isByCheckpoint && idOf !== undefined) {
    const start = query.from === undefined ? 0 : positionAfter(items, idOf, query.from)
    const page = items.slice(start, start + Number(query.take ?? 50))
    const last = page.at(-1)
    const hasMore = start + page.length < items.length
    const next = hasMore && last !== undefined ? { next: idOf(last) } : {}
    return context.json({ [key]: page.map(showPicked), ...next })
  }
  const limit = Math.min(Number(query.per_page ?? 50), 100)
  const start = Number(query.page ?? 0) * limit
  const page = items.slice(start, start + limit).map(showPicked)
  if (query.include_totals !== 'true') return context.json(page)
  const length = options.showsLength === true ? { length: page.length } : {}
  const total = options.total ?? items.length
  return context.json({ start, limit, ...length, total, [key]: page })
}

/** How the Actions service pages: it has its own form of list. */
export const actionsPageQuery = pageQuery.pick({ page: true, per_page: true })

/**
 * One page of the Actions service: `{<key>, total, page, per_page}`, where a field that is zero is left out, as recorded
 * from real tenants (an empty list has no `total`, the first page no `page`).
 */
export function actionsListAnswer<Item>(
  context: Context,
  query: z.output<typeof actionsPageQuery>,
  options: Omit<ListOptions<Item>, 'idOf'> & { readonly perPageDefault: number },
): Response {
  const { key, items, show, perPageDefault } = options
  const perPage = Math.min(Number(query.per_page ?? perPageDefault), 100)
  const page = Number(query.page ?? 0)
  const total = items.length
  const shown = items.slice(page * perPage, (page + 1) * perPage).map(show)
  return context.json({
    [key]: shown,
    ...(total > 0 && { total }),
    ...(page > 0 && { page }),
    per_page: perPage,
  })
}
