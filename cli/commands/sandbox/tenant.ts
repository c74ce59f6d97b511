import { Command, InvalidArgumentError, Option } from 'commander'
import { type Plan, plans } from '../../../sandbox/tenant/plan.ts'
import { renderTenantCard } from '../../sandbox/tenant-screen.ts'
import { aborted, stopSignal } from '../../until-stopped.ts'

type Options = {
  readonly port: number
  readonly plan: Plan
  readonly json?: boolean
  readonly name: string
  readonly stopWithParent?: boolean
}

const PORT_DEFAULT = 8443

/** `podlink sandbox tenant`: the tenant alone, for whoever develops against Auth0. */
export function tenantCommand(): Command {
  return new Command('tenant')
    .description('Serve only the Auth0 tenant, without a database, until Ctrl-C.')
    .option('--port <number>', '0 takes any free one', toPort, PORT_DEFAULT)
    .addOption(
      new Option('--plan <plan>', 'whose rate limits it has').choices(plans).default('enterprise'),
    )
    .option('--json', 'print one JSON object on one line when it is ready')
    .addOption(new Option('--name <name>').default('tenant').hideHelp())
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  podlink sandbox tenant\n  podlink sandbox tenant --port 0 --plan free --json',
    )
    .action(async ({ port, plan, name, json, stopWithParent }: Options) => {
      const signal = stopSignal({ withParent: stopWithParent === true })
      // Only this command needs a whole tenant in its process.
      const { holdTenant } = await import('../../sandbox/hold-tenant.ts')
      await holdTenant({
        name,
        port,
        plan,
        whenReady: async (card) => {
          console.log(json === true ? JSON.stringify(card) : renderTenantCard(card))
          await aborted(signal)
        },
      })
    })
}

function toPort(text: string): number {
  const port = Number(text)
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}
