import { Command } from 'commander'
import { enterUrl } from '../../../sandbox/tenant/control/control-access.ts'
import { EXIT } from '../../exit-codes.ts'
import { findWorld } from '../../sandbox/find-world.ts'
import type { WorldState } from '../../sandbox/world-folder.ts'
import type { Session } from '../../session.ts'
import { type InWorld, worldOption } from './world-option.ts'

/** `podlink sandbox status`: whether one runs, and where. */
export function statusCommand(session: Session): Command {
  return new Command('status')
    .description('Say whether it runs, and where.')
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox status --json')
    .action((options: InWorld) => tellStatus(session, options))
}

/** Prints it, and fails the command when none runs. */
export async function tellStatus(session: Session, options: InWorld): Promise<void> {
  const running = await findWorld(options.world)
  console.log(options.json === true ? JSON.stringify(toJson(running)) : render(running))
  if (running === null) session.exitCode = EXIT.failed
}

function toJson(running: WorldState | null): object {
  if (running === null) return { running: false }
  const { pid, receiverUrl, tenantDomain, controlKey } = running
  const pageUrl = enterUrl(tenantDomain, controlKey)
  return { running: true, pid, receiverUrl, tenantDomain, pageUrl }
}

function render(running: WorldState | null): string {
  if (running === null) return 'The sandbox does not run. Start it with `podlink sandbox start`.'
  const { pid, tenantDomain, receiverUrl, controlKey } = running
  return [
    `The sandbox runs as process ${pid}.`,
    `  tenant    https://${tenantDomain}`,
    `  page      ${enterUrl(tenantDomain, controlKey)}`,
    ...(receiverUrl === null ? [] : [`  receiver  ${receiverUrl}`]),
    'Next: eval "$(npx podlink sandbox env)"',
  ].join('\n')
}
