import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { pid } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { PodlinkError } from '../../kernel/errors.ts'
import { isAlive } from './server-processes.ts'

/** Filling and starting a server takes seconds; a lock this old was left by a process whose number lives again. */
const LOCK_AGE_MS = 180_000

/**
 * Runs `work` while no other podlink process runs work under the same lock file. A holder that was killed is
 * recognised by its number. If two processes ever break the same stale lock in the same instant, the server's own
 * lock on its data files still lets only one of them through.
 * @throws PodlinkError SANDBOX_FAILED when another process holds the lock for three minutes.
 */
export async function withFolderLock<Result>(
  lockFile: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const mark = `${pid}:${randomBytes(8).toString('hex')}`
  await acquire(lockFile, mark)
  try {
    return await work()
  } finally {
    if ((await readMark(lockFile)) === mark) await rm(lockFile, { force: true })
  }
}

async function acquire(lockFile: string, mark: string): Promise<void> {
  const own = `${lockFile}.${mark.replace(':', '-')}`
  const deadline = performance.now() + LOCK_AGE_MS
  // A link appears whole, with its content; a file created and then written can be seen empty.
  await writeFile(own, mark, { mode: 0o600 })
  try {
    while (!(await linkOnce(own, lockFile))) {
      if (performance.now() > deadline) throw lockHeld(lockFile)
      if (!(await breakStaleLock(lockFile, own))) await sleep(25)
    }
  } finally {
    await rm(own, { force: true })
  }
}

async function linkOnce(own: string, lockFile: string): Promise<boolean> {
  try {
    await link(own, lockFile)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** True when the lock was free of a living holder and is out of the way. */
async function breakStaleLock(lockFile: string, own: string): Promise<boolean> {
  const mark = await readMark(lockFile)
  if (mark === null) return true
  const age = Date.now() - (await stat(lockFile).then((found) => found.mtimeMs, Date.now))
  if ((await isAlive(Number.parseInt(mark, 10))) && age < LOCK_AGE_MS) return false
  const aside = `${own}.stale`
  await rename(lockFile, aside).catch(() => undefined)
  if ((await readMark(aside)) !== mark) await link(aside, lockFile).catch(() => undefined)
  await rm(aside, { force: true })
  return true
}

function readMark(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}

function lockHeld(lockFile: string): PodlinkError {
  return new PodlinkError(
    'SANDBOX_FAILED',
    `Another podlink process has been starting the server of ${lockFile} for three minutes.`,
    { fix: `End that process, or remove ${lockFile} when there is none, and try again.` },
  )
}
