import type { TenantLog, TenantLogEntry } from '../core/tenant-log.ts'
import type { UnknownBehaviour } from '../unknown-behaviour.ts'
import { categoryOf } from './log-categories.ts'
import type { LogSink, LogStreamRecord } from './stream-records.ts'

/** `cursor` is the last entry that was looked at, whether it is among `entries` or was filtered out. */
export type LogBatch = { readonly entries: readonly TenantLogEntry[]; readonly cursor: string }

function isWanted(stream: LogStreamRecord, { type }: TenantLogEntry): boolean {
  const category = categoryOf(type)
  return stream.filters.length === 0 || stream.filters.some(({ name }) => name === category)
}

/** The next entries after `cursor` that pass the stream's filters; empty when there are none. */
export function nextBatch(
  log: TenantLog,
  stream: LogStreamRecord,
  { cursor, sizeMax }: { readonly cursor: string; readonly sizeMax: number },
): LogBatch {
  let seen = cursor
  for (;;) {
    const found = log.after(seen, sizeMax)
    const entries = found.filter((entry) => isWanted(stream, entry))
    seen = found.at(-1)?.log_id ?? seen
    if (entries.length > 0 || found.length === 0) return { entries, cursor: seen }
  }
}

/** How many entries go into one request. */
export function batchSizeMax(sink: LogSink, unknown: UnknownBehaviour): number {
  const isOneEach = sink.httpContentFormat === 'JSONOBJECT' && unknown.jsonObjectLogs === 'one-each'
  return isOneEach ? 1 : unknown.logBatchMax
}

/** The body of one request: each entry as `{log_id, data}`, in the format of the sink. */
export function batchBody(
  sink: LogSink,
  entries: readonly TenantLogEntry[],
  unknown: UnknownBehaviour,
): string {
  const records = entries.map((entry) => ({ log_id: entry.log_id, data: entry }))
  switch (sink.httpContentFormat ?? 'JSONLINES') {
    case 'JSONLINES':
      return records.map((record) => JSON.stringify(record)).join('\n')
    case 'JSONARRAY':
      return JSON.stringify(records)
    case 'JSONOBJECT':
      return JSON.stringify(unknown.jsonObjectLogs === 'one-each' ? records[0] : { logs: records })
  }
}

/** The headers of one request; `httpAuthorization` is sent as it is. */
export function batchHeaders(sink: LogSink): Record<string, string> {
  const custom = (sink.httpCustomHeaders ?? []).map(
    ({ header, value }) => [header.toLowerCase(), value] as const,
  )
  return {
    'content-type': sink.httpContentType ?? 'application/json',
    ...(sink.httpAuthorization !== undefined && { authorization: sink.httpAuthorization }),
    ...Object.fromEntries(custom),
  }
}
