import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { PodlinkError } from '../../../kernel/errors.ts'
import { findWorldPid } from '../../sandbox/world-folder.ts'

const STOP_WAIT_MS = 30_000
const POLL_MS = 200

/** `podlink sandbox stop`: ends the world in the background. */
export function stopCommand(): Command {
  return new Command('stop')
    .description('End it, and everything it started.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox stop')
    .action(stop)
}

async function stop(options: { readonly json?: boolean }): Promise<void> {
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
