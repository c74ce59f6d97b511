import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PODLINK_FOLDER } from '../../../cli/sandbox/world-folder.ts'

const PROGRAM = join(import.meta.dirname, '../../../cli/podlink.mjs')

export type DemoRun = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A demo in a world of its own, so that one somebody has open is left alone. */
export type TestDemo = {
  readonly folder: string
  readonly start: () => { readonly kill: () => void; readonly ended: Promise<DemoRun> }
  /** Processes of this world that still run; waits up to 20 s for them to end. */
  readonly leftOver: () => Promise<readonly string[]>
}

/** `name` is lower-case letters and digits; the server of DATABASE_URL is used when that is set. */
export function testDemo(name: string): TestDemo {
  const folder = join(PODLINK_FOLDER, name)
  const marks = [folder, `--name ${name}`, `podlink_${name}`]
  return {
    folder,
    start: () => {
      const args = [PROGRAM, 'demo', '--once', '--json', '--name', name]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      const output = { stdout: '', stderr: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
      const ended = new Promise<DemoRun>((resolve) => {
        child.once('close', (code) => resolve({ code, ...output }))
      })
      return { kill: () => void child.kill('SIGKILL'), ended }
    },
    leftOver: async () => {
      for (let attempt = 0; ; attempt += 1) {
        const left = processes().filter((one) => marks.some((mark) => one.includes(mark)))
        if (left.length === 0 || attempt === 100) return left
        await sleep(200)
      }
    },
  }
}

/** Command line and environment of every process that may be looked at. */
function processes(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const read = (file: string) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
        return [`${pid} ${read('cmdline')} ${read('environ')}`]
      } catch {
        return []
      }
    })
}
