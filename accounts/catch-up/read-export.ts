import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountRead } from '../../kernel/account-read.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import type { WalkDeps } from './catch-up-deps.ts'
import { readExportFile } from './read-export-file.ts'
import { toExportedRead } from './to-exported-read.ts'

/** Every account of the tenant, as each stood at `askedAt` or later. */
export type Export = { readonly askedAt: Date; readonly reads: readonly AccountRead[] }

const DOWNLOADS_MAX = 3
const POLL_MAX_MS = 10_000
/** Auth0 names no limit; an export of a million accounts takes minutes. */
const WAIT_MAX_MS = 3_600_000

/**
 * Has Auth0 export all accounts and reads the file to its end, or fails; `not_in_plan`: the tenant may have no exports.
 * @throws PodlinkError SOURCE_INCOMPLETE, SOURCE_SHAPE, or of Auth0.
 */
export async function readExport(deps: WalkDeps): Promise<Export | 'not_in_plan'> {
  deps.onStage({ stage: 'export', done: 0, total: null })
  const now = deps.now()
  const job = await deps.auth0.startExport()
  if (job === 'not_in_plan') return job
  // What accounts show of times is by Auth0's clock.
  const askedAt = job.askedAt ?? now
  for (let download = 1; ; download += 1) {
    // The address of the file is good for a minute, so that every download has one of its own.
    const location = await awaitFile(deps, job.jobId)
    try {
      return { askedAt, reads: await readAccounts(deps, location, askedAt) }
    } catch (error) {
      const mayPass = error instanceof PodlinkError && error.isRetryable
      if (!mayPass || download === DOWNLOADS_MAX) throw error
    }
  }
}

async function readAccounts(deps: WalkDeps, location: string, askedAt: Date) {
  const reads = new Map<string, AccountRead>()
  await readExportFile(deps, location, (text, line) => {
    const read = toExportedRead(text, line, askedAt)
    reads.set(read.userId, read)
    if (line % 1_000 === 0) deps.onStage({ stage: 'export', done: line, total: null })
  })
  return [...reads.values()]
}

async function awaitFile(deps: WalkDeps, jobId: string): Promise<string> {
  let waitedMs = 0
  for (let waitMs = deps.pollMs; ; waitMs = Math.min(POLL_MAX_MS, waitMs * 2)) {
    const state = await deps.auth0.findExport(jobId)
    if (state.kind === 'ready') return state.location
    if (state.kind === 'failed' || waitedMs > WAIT_MAX_MS) throw noFile(state.kind)
    await sleep(waitMs, undefined, { signal: deps.signal })
    waitedMs += waitMs
  }
}

function noFile(state: string): PodlinkError {
  return new PodlinkError('SOURCE_INCOMPLETE', 'Auth0 made no export of all accounts.', {
    fix: 'Nothing was written. Run `podlink catch-up` again; status.auth0.com tells of outages.',
    details: { state },
  })
}
