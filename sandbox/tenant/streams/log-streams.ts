import { setImmediate } from 'node:timers/promises'
import type { TenantContext } from '../tenant-context.ts'
import { batchBody, batchHeaders, batchSizeMax, nextBatch } from './log-batch.ts'
import { postToReceiver } from './post-to-receiver.ts'
import type { LogStreamRecord } from './stream-records.ts'
import { waitBriefly } from '../core/wait-briefly.ts'

const attemptsPerCycle = 3
/** Failing for this long pauses a stream (auth0-facts, section 3). */
const failingMaxMs = 7 * 24 * 3_600_000

type LogStreamDeps = Pick<
  TenantContext,
  'now' | 'state' | 'clock' | 'background' | 'deliver' | 'unknown' | 'log'
>

/**
 * Where tenant logs go out. A stream keeps no queue of its own: it remembers how far it came in the tenant log, so what
 * waits for a paused stream waits there, no longer than the plan keeps logs.
 */
export type LogStreams = {
  /** Starts a stream at the first log of `startFromMs`, or with the next log when it is null. */
  readonly open: (streamId: string, startFromMs: number | null) => void
  /** Tries at once, with fresh attempts, as resuming or repairing a stream does. */
  readonly wake: (streamId: string) => void
  /** Drops what is known about a deleted stream. */
  readonly forget: (streamId: string) => void
}

/** How far one stream came; `turn` grows when it is woken, so that an older wait no longer counts. */
type Progress = {
  cursor: string
  attempt: number
  failingSinceMs: number | null
  isSending: boolean
  isWaiting: boolean
  turn: number
}

function startCursor(deps: LogStreamDeps, startFromMs: number | null): string {
  if (startFromMs === null) return deps.log.lastId()
  const { entries } = deps.log
  const first = entries.findIndex(({ date }) => Date.parse(date) >= startFromMs)
  return first === -1 ? deps.log.lastId() : (entries[first - 1]?.log_id ?? '')
}

function settle(deps: LogStreamDeps, stream: LogStreamRecord, progress: Progress): number {
  const isCycleOver = progress.attempt >= attemptsPerCycle
  progress.attempt = isCycleOver ? 1 : progress.attempt + 1
  progress.failingSinceMs ??= deps.now()
  if (isCycleOver && deps.now() - progress.failingSinceMs >= failingMaxMs) {
    deps.state.logStreams.set(stream.id, { ...stream, status: 'paused' })
  }
  return isCycleOver ? deps.unknown.logRestartMs : deps.unknown.logRetryMs
}

/**
 * Sends one batch; false when there is none, or when it did not arrive and a later try is arranged. Sending ends in the
 * same instant in which that is found out, so that a log recorded a moment later starts it anew.
 */
async function sendNext(
  deps: LogStreamDeps,
  progress: Progress,
  go: {
    readonly streamId: string
    readonly onHeldBack: () => void
    readonly later: (ms: number) => void
  },
): Promise<boolean> {
  const stop = (): false => (progress.isSending = false)
  const stream = deps.state.logStreams.get(go.streamId)
  if (stream?.status !== 'active') return stop()
  const { sink } = stream
  const { cursor } = progress
  const sizeMax = batchSizeMax(sink, deps.unknown)
  const batch = nextBatch(deps.log, stream, { cursor, sizeMax })
  if (batch.entries.length === 0) {
    progress.cursor = batch.cursor
    return stop()
  }
  const { turn } = progress
  const outcome = await postToReceiver(deps.deliver, {
    source: 'log-stream',
    endpoint: sink.httpEndpoint,
    headers: batchHeaders(sink),
    body: batchBody(sink, batch.entries, deps.unknown),
    attempt: progress.attempt,
    timeoutMs: deps.unknown.deliveryTimeoutMs,
    onHeldBack: go.onHeldBack,
  })
  if (outcome.kind === 'delivered') {
    Object.assign(progress, { cursor: batch.cursor, attempt: 1, failingSinceMs: null })
    return true
  }
  // Woken meanwhile: the next try is due now and is the first of a new cycle.
  if (progress.turn !== turn) return true
  const current = deps.state.logStreams.get(go.streamId)
  if (current !== undefined) go.later(settle(deps, current, progress))
  return stop()
}

/**
 * The log streams of one tenant: one batch of each is in flight at a time, at least once, three attempts and then again
 * from the start, until the stream is paused after seven days of failure.
 */
export function createLogStreams(deps: LogStreamDeps): LogStreams {
  const streams = new Map<string, Progress>()

  const drain = async (streamId: string, progress: Progress, onHeldBack: () => void) => {
    // The request that is being logged is answered first, and its logs travel together.
    await setImmediate()
    const later = (delayMs: number): void => {
      const { turn } = progress
      progress.isWaiting = true
      deps.clock.after(delayMs, async () => {
        if (progress.turn !== turn) return
        progress.isWaiting = false
        await waitBriefly(pump(streamId))
      })
    }
    let hasMore = true
    while (hasMore) hasMore = await sendNext(deps, progress, { streamId, onHeldBack, later })
  }
  const pump = (streamId: string): Promise<void> => {
    const progress = streams.get(streamId)
    if (progress === undefined || progress.isSending || progress.isWaiting) return Promise.resolve()
    progress.isSending = true
    const task = new Promise<void>((resolve, reject) => {
      drain(streamId, progress, resolve).then(resolve, reject)
    })
    deps.background.start(() => task)
    return task
  }
  deps.log.onRecord(() => {
    for (const streamId of streams.keys()) void pump(streamId)
  })

  return {
    open: (streamId, startFromMs) => {
      const cursor = startCursor(deps, startFromMs)
      const fresh = { attempt: 1, failingSinceMs: null, isSending: false, isWaiting: false }
      streams.set(streamId, { cursor, turn: 0, ...fresh })
      void pump(streamId)
    },
    wake: (streamId) => {
      const progress = streams.get(streamId)
      if (progress === undefined) return
      Object.assign(progress, { attempt: 1, failingSinceMs: null, isWaiting: false })
      progress.turn += 1
      void pump(streamId)
    },
    forget: (streamId) => void streams.delete(streamId),
  }
}
