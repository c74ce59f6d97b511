import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PodlinkError } from '../../kernel/errors.ts'

/**
 * Lower-case letters and digits; names folder and schemas. `demo` is the one in the foreground, `sandbox` the one in the
 * background; they can run side by side.
 */
export type WorldName = string

export const PODLINK_FOLDER = fileURLToPath(new URL('../../.podlink', import.meta.url))

/** What a running world tells other processes. */
export type WorldState = {
  readonly pid: number
  /** Every variable that commands need to work in this world. */
  readonly env: Readonly<Record<string, string>>
  readonly receiverUrl: string
  readonly tenantDomain: string
  /** Where people look at the tenant, with the key that lets them in. */
  readonly pageUrl: string
}

/** The folder of a world, held by one process at a time. */
export type HeldFolder = {
  readonly path: string
  readonly publish: (state: WorldState) => Promise<void>
  /** Other processes no longer see the world. */
  readonly release: () => Promise<void>
}

/**
 * Takes the world's folder for this process; what a killed process left there is no hindrance.
 * @throws PodlinkError SANDBOX_FAILED while another process holds it.
 */
export async function holdWorldFolder(name: WorldName): Promise<HeldFolder> {
  const path = join(PODLINK_FOLDER, name)
  await mkdir(path, { recursive: true, mode: 0o700 })
  const pidFile = join(path, 'pid')
  const holder = readPid(pidFile)
  if (holder !== null && isPodlink(holder)) {
    throw new PodlinkError('SANDBOX_FAILED', `The ${name} runs already, as process ${holder}.`, {
      fix:
        name === 'demo'
          ? 'End it with Ctrl-C where it runs.'
          : 'Run `podlink sandbox stop` first, or use it as it is.',
      details: { pid: holder },
    })
  }
  await rm(pidFile, { force: true })
  await rm(stateFile(name), { force: true })
  const file = await open(pidFile, 'wx', 0o600)
  await file.writeFile(String(process.pid))
  await file.close()
  return {
    path,
    publish: (state) => writeFile(stateFile(name), JSON.stringify(state), { mode: 0o600 }),
    release: async () => {
      await rm(stateFile(name), { force: true })
      await rm(pidFile, { force: true })
    },
  }
}

/** The world as its process published it; null when it is not running or not ready yet. */
export async function readWorld(name: WorldName): Promise<WorldState | null> {
  const text = await readFile(stateFile(name), 'utf8').catch(() => null)
  if (text === null) return null
  const state = JSON.parse(text) as WorldState
  return isPodlink(state.pid) ? state : null
}

/** Process id of the world, ready or not; null when none runs. */
export function findWorldPid(name: WorldName): number | null {
  const pid = readPid(join(PODLINK_FOLDER, name, 'pid'))
  return pid !== null && isPodlink(pid) ? pid : null
}

function stateFile(name: WorldName): string {
  return join(PODLINK_FOLDER, name, 'world.json')
}

function readPid(file: string): number | null {
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8'))
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null
}

/** Process ids are used again: where the system tells a process’s command line, it must be ours. */
function isPodlink(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const isTold = existsSync('/proc/self/cmdline')
    return !isTold || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('podlink')
  } catch {
    return false
  }
}
