import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { PodlinkError } from '../../kernel/errors.ts'
import { EXIT } from '../exit-codes.ts'
import { findWorldPid, PODLINK_FOLDER, readWorld, type WorldName } from '../sandbox/world-folder.ts'
import type { Session } from '../session.ts'
import { aborted, stopSignal } from '../until-stopped.ts'
import { tellStage } from './demo.ts'

type Options = { readonly json?: boolean }

const PROGRAM = fileURLToPath(new URL('../podlink.mjs', import.meta.url))
const START_WAIT_MS = 600_000
const STOP_WAIT_MS = 30_000
const POLL_MS = 200

/** `podlink sandbox`: the demo’s world, kept running in the background. */
export function sandboxCommand(session: Session): Command {
  const sandbox = new Command('sandbox').description(
    'Run a company of its own on this machine: MySQL, PodFactory, an Auth0 tenant, receiver and worker.',
  )
  sandbox.addHelpText('after', '\nExample:\n  podlink sandbox start')
  sandbox
    .command('start')
    .description('Start it in the background and wait until it is ready.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox start')
    .action((options: Options) => start(session, options))
  sandbox
    .command('status')
    .description('Say whether it runs, and where.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox status --json')
    .action((options: Options) => status(session, options))
  sandbox
    .command('stop')
    .description('End it, and everything it started.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox stop')
    .action(stop)
  sandbox
    .command('env')
    .description('Print the variables with which commands work in it, for the shell.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  eval "$(npx podlink sandbox env)"')
    .action(printEnv)
  sandbox.command('run', { hidden: true }).action(() => run(session))
  return sandbox
}

async function start(session: Session, options: Options): Promise<void> {
  const folder = join(PODLINK_FOLDER, 'sandbox')
  const logFile = join(folder, 'sandbox.log')
  if (findWorldPid('sandbox') === null) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const child = launch(session, logFile)
    await untilReady(logFile, () => child.exitCode !== null || child.signalCode !== null)
  } else {
    await untilReady(logFile, () => findWorldPid('sandbox') === null)
  }
  await status(session, options)
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

async function status(session: Session, options: Options): Promise<void> {
  const running = await findRunning()
  if (options.json === true) {
    console.log(
      JSON.stringify(
        running === null
          ? { running: false }
          : {
              running: true,
              pid: running.pid,
              receiverUrl: running.receiverUrl,
              tenantDomain: running.tenantDomain,
              pageUrl: running.pageUrl,
            },
      ),
    )
  } else if (running === null) {
    console.log('The sandbox does not run. Start it with `podlink sandbox start`.')
  } else {
    console.log(
      `The sandbox runs as process ${running.pid}.\n  tenant    https://${running.tenantDomain}\n  page      ${running.pageUrl}\n  receiver  ${running.receiverUrl}\nNext: eval "$(npx podlink sandbox env)"`,
    )
  }
  if (running === null) session.exitCode = EXIT.failed
}

async function stop(options: Options): Promise<void> {
  const tell = (text: string, ended: boolean) => {
    console.log(options.json === true ? JSON.stringify({ ended }) : text)
  }
  const pid = findWorldPid('sandbox')
  if (pid === null) {
    tell('The sandbox does not run.', false)
    return
  }
  process.kill(pid, 'SIGTERM')
  for (let waitedMs = 0; waitedMs < STOP_WAIT_MS; waitedMs += POLL_MS) {
    if (findWorldPid('sandbox') === null) {
      tell('The sandbox has ended.', true)
      return
    }
    await sleep(POLL_MS)
  }
  throw new PodlinkError('SANDBOX_FAILED', `Process ${pid} did not end within 30 s.`, {
    fix: `End it with \`kill -9 ${pid}\`; what it started ends with it.`,
  })
}

async function printEnv(options: Options): Promise<void> {
  const world = await findRunning()
  if (world === null) {
    throw new PodlinkError('SANDBOX_FAILED', 'No sandbox runs.', {
      fix: 'Start it with `podlink sandbox start`.',
    })
  }
  const own = Object.entries(world.env).filter(
    ([name]) => !['PATH', 'HOME', 'LANG', 'TMPDIR', 'NO_COLOR', 'FORCE_COLOR'].includes(name),
  )
  if (options.json === true) {
    console.log(JSON.stringify(Object.fromEntries(own)))
    return
  }
  console.log(
    own.map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`).join('\n'),
  )
}

/** The background world, or else the demo that somebody has open. */
async function findRunning() {
  const names: readonly WorldName[] = ['sandbox', 'demo']
  for (const name of names) {
    const world = await readWorld(name)
    if (world !== null) return world
  }
  return null
}

async function run(session: Session): Promise<void> {
  const signal = stopSignal({ withParent: false })
  const { holdWorld } = await import('../sandbox/hold-world.ts')
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
}
