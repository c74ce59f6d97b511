import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, join } from 'node:path'
import { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server that recovers from a crash can take this long to obey; InnoDB survives the SIGKILL that follows. */
const END_LIMIT_MS = 30_000

const PROGRAMS = new Set(['mariadbd', 'mysqld', 'mariadb-install-db', 'mysql_install_db'])
const SHELLS = new Set(['sh', 'bash', 'dash'])

/** The servers and installers at work on exactly this data folder; nobody else's, since the command line decides. */
export async function findServerPids(dataFolder: string): Promise<readonly number[]> {
  const processes = platform() === 'linux' ? await readProcFolder() : await readProcessList()
  return processes
    .filter((candidate) => isServerOn(dataFolder, candidate.command))
    .map((candidate) => candidate.pid)
}

/**
 * Whether a command line is that of a MariaDB or MySQL server, or of the script that fills a folder for it, on this
 * data folder. `command` is the list of arguments where the system tells them apart, or one line.
 */
export function isServerOn(dataFolder: string, command: readonly string[] | string): boolean {
  const option = `--datadir=${dataFolder}`
  if (typeof command === 'string') {
    return isProgram(command.split(' ', 2)) && `${command} `.includes(` ${option} `)
  }
  return isProgram(command.slice(0, 2)) && command.includes(option)
}

/** Ends whatever an earlier podlink left running on this data folder and waits until it is gone. */
export async function endLeftoverServers(dataFolder: string): Promise<void> {
  const start = performance.now()
  let signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'
  let signalled = new Set<number>()
  for (;;) {
    const pids = await findServerPids(dataFolder)
    if (pids.length === 0) return
    if (signal === 'SIGTERM' && performance.now() - start > END_LIMIT_MS) {
      signal = 'SIGKILL'
      signalled = new Set()
    }
    for (const pid of pids.filter((each) => !signalled.has(each))) sendSignal(pid, signal)
    signalled = new Set(pids)
    await sleep(25)
  }
}

/** Whether a process with this number runs; one of another user counts, one that only waits to be reaped does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const status = await readFile(join('/proc', String(pid), 'stat'), 'utf8').catch(() => '')
  // The state follows the program's name, which stands in parentheses and may hold any character.
  return !/^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2))
}

/** A script's own name comes second, after the shell that runs it. */
function isProgram([first = '', second = '']: readonly string[]): boolean {
  return PROGRAMS.has(basename(SHELLS.has(basename(first)) ? second : first))
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal)
  } catch {
    // It ended between the search and the signal.
  }
}

type Candidate = { readonly pid: number; readonly command: readonly string[] | string }

async function readProcFolder(): Promise<readonly Candidate[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '')
      return { pid: Number(name), command: text.split('\0') }
    }),
  )
}

async function readProcessList(): Promise<readonly Candidate[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 64 << 20 })
  return stdout.split('\n').map((line) => {
    const [, pid = '0', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    return { pid: Number(pid), command }
  })
}
