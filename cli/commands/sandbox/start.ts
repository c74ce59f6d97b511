import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { PodlinkError } from '../../../kernel/errors.ts'
import { findWorldPid, PODLINK_FOLDER, readWorld } from '../../sandbox/world-folder.ts'
import type { Session } from '../../session.ts'
import { aborted, stopSignal } from '../../until-stopped.ts'
import { tellStage } from '../demo.ts'
import { tellStatus } from './status.ts'

const PROGRAM = fileURLToPath(new URL('../../podlink.mjs', import.meta.url))
const START_WAIT_MS = 600_000
const POLL_MS = 200

/** `podlink sandbox start`: the demo’s world in the background. */
export function startCommand(session: Session): Command {
  return new Command('start')
    .description('Start it in the background and wait until it is ready.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox start')
    .action((options: { readonly json?: boolean }) => start(session, options))
}

/** `podlink sandbox run`: what `start` starts; it holds the world until it is asked to end. */
export function runCommand(session: Session): Command {
  return new Command('run').action(async () => {
    const signal = stopSignal({ withParent: false })
    const { holdWorld } = await import('../../sandbox/hold-world.ts')
    await holdWorld({
      name: 'sandbox',
      outerEnv: session.env,
      next: [],
      signal,
      onStage: (stage) => {
        if (stage.ms !== null) tellStage(stage)
      },
      whenReady: () => aborted(signal),
    })
  })
}

async function start(session: Session, options: { readonly json?: boolean }): Promise<void> {
  const folder = join(PODLINK_FOLDER, 'sandbox')
  const logFile = join(folder, 'sandbox.log')
  if (findWorldPid('sandbox') === null) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const child = launch(session, logFile)
    await untilReady(logFile, () => child.exitCode !== null || child.signalCode !== null)
  } else {
    await untilReady(logFile, () => findWorldPid('sandbox') === null)
  }
  await tellStatus(session, { ...options, world: 'sandbox' })
}

function launch(session: Session, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w', 0o600)
  const child = spawn(process.execPath, [PROGRAM, 'sandbox', 'run'], {
    env: { ...session.env },
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  return child
}

/** Shows what the background process logs until it has published its world. */
async function untilReady(logFile: string, hasExited: () => boolean): Promise<void> {
  let shown = 0
  for (let waitedMs = 0; waitedMs < START_WAIT_MS; waitedMs += POLL_MS) {
    const text = await readFile(logFile, 'utf8')
    process.stderr.write(text.slice(shown))
    shown = text.length
    if ((await readWorld('sandbox')) !== null) return
    if (hasExited()) break
    await sleep(POLL_MS)
  }
  throw new PodlinkError('SANDBOX_FAILED', 'The sandbox did not start.', {
    fix: `Its log says why: ${logFile}`,
  })
}
