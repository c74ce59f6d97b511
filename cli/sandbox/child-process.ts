import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Environment } from '../config/to-config.ts'

const PROGRAM = fileURLToPath(new URL('../podlink.mjs', import.meta.url))
/** A process that has not ended after this long is killed. */
const STOP_WAIT_MS = 15_000

/** A podlink process that this one started. */
export type Child = {
  readonly pid: number
  /** The first line it printed, as JSON: it is ready then. @throws PodlinkError SANDBOX_FAILED when it ended before. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>
  readonly exitCode: Promise<number | null>
  /** Asks it to finish what it has begun, and waits until it has. */
  readonly stop: () => Promise<void>
}

/**
 * Starts `podlink <args>`; what it logs goes to `logFile`. The child ends by itself when this process is gone, killed
 * or not, because its standard input closes then.
 */
export function startChild(options: {
  readonly args: readonly string[]
  readonly env: Environment
  readonly logFile: string
}): Child {
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(process.execPath, [PROGRAM, ...options.args, '--stop-with-parent'], {
    env: { ...options.env },
    stdio: ['pipe', 'pipe', log],
  })
  closeSync(log)
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const { stdout } = child
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    if (stdout === null) throw new TypeError('the child was started without a pipe')
    createInterface({ input: stdout }).once('line', (line) => {
      resolve(JSON.parse(line) as Record<string, unknown>)
    })
    void exitCode.then((code) =>
      reject(
        new PodlinkError(
          'SANDBOX_FAILED',
          `podlink ${options.args.join(' ')} ended with code ${code} before it was ready.`,
          {
            fix: `Its log says why: ${options.logFile}`,
          },
        ),
      ),
    )
  })
  ready.catch(() => undefined)
  const stop = async () => {
    child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_WAIT_MS)
    await exitCode
    clearTimeout(killer)
  }
  return { pid: child.pid ?? 0, ready, exitCode, stop }
}

/**
 * Runs `podlink <args>` to its end and returns the JSON object it printed last.
 * @throws PodlinkError SANDBOX_FAILED with what it wrote to its error output.
 */
export async function runPodlink(
  args: readonly string[],
  env: Environment,
): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout, stderr } = await new Promise<{
    code: number | null
    stdout: string
    stderr: string
  }>((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ code: exitCode, ...output }))
  })
  if (code !== 0) {
    throw new PodlinkError('SANDBOX_FAILED', `podlink ${args[0]} ended with code ${code}.`, {
      fix: stderr.trim().split('\n').slice(-4).join('\n') || 'It said nothing.',
    })
  }
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as Record<string, unknown>
}
