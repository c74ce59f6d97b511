import { Argument, Command, InvalidArgumentError } from 'commander'
import { type Fault, type FaultKind, faultKinds } from '../../../sandbox/tenant/core/faults.ts'
import { toDurationMs } from '../../duration.ts'
import { openControl } from '../../sandbox/control-client.ts'
import { needWorld } from '../../sandbox/find-world.ts'
import { renderTable } from '../../table.ts'
import { type InWorld, worldOption } from './world-option.ts'

type AddOptions = InWorld & {
  readonly at: string
  readonly count?: number
  readonly probability?: number
  readonly delay?: number
}

const KINDS = `
Kinds of answers (--at '<METHOD> <path>', * for any text, any path of the tenant):
  rate-limited        429 with the headers of the plan; --delay is how far away the reset is
  server-error        500 instead of the effect
  server-error-after  500 although the effect is there
  unavailable         503
  reset-before        the connection is cut, nothing has happened
  reset-after         the connection is cut, the effect is there
  slow                an answer after --delay (2s)
  stale-search        a search that does not know the latest changes
Kinds of deliveries (--at action, event-stream or log-stream):
  duplicate           arrives twice; the copy after --delay
  reorder             arrives after --delay (1s), when later ones may have arrived
  lose                arrives nowhere`

/** `podlink sandbox fault`: lets the running tenant fail on demand. */
export function faultCommand(): Command {
  const fault = new Command('fault').description('Let the tenant fail on demand.')
  fault.addHelpText('after', '\nExample:\n  podlink sandbox fault list')
  fault
    .command('list')
    .description('Show which faults wait to happen.')
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink sandbox fault list --json')
    .action(list)
  fault
    .command('add')
    .description('Add a fault; without --count it stays until it is cleared.')
    .addArgument(new Argument('<kind>', 'what goes wrong').choices(faultKinds))
    .option('--at <pattern>', 'which requests or deliveries', '*')
    .option('--count <times>', 'how many more times', toCount)
    .option('--probability <share>', 'to which share of them, such as 0.1', toProbability)
    .option('--delay <time>', 'how long, such as 500ms or 2s, by the tenant’s clock', toDurationMs)
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `${KINDS}\n\nExamples:\n  podlink sandbox fault add unavailable --at 'PATCH /api/v2/users/*' --count 3\n  podlink sandbox fault add reset-after --at 'POST /api/v2/users' --probability 0.1\n  podlink sandbox fault add lose --at event-stream --count 1`,
    )
    .action(add)
  fault
    .command('clear')
    .description('Take back one fault, or all.')
    .argument('[id]', 'as `fault list` shows it')
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink sandbox fault clear\n  podlink sandbox fault clear fault-2',
    )
    .action(clear)
  return fault
}

async function list(options: InWorld): Promise<void> {
  const control = await openControl(await needWorld(options.world))
  const faults = await control.listFaults()
  if (options.json === true) console.log(JSON.stringify({ faults }))
  else if (faults.length === 0) console.log('No fault waits to happen.')
  else console.log(renderFaults(faults))
}

async function add(kind: FaultKind, options: AddOptions): Promise<void> {
  const control = await openControl(await needWorld(options.world))
  const { at, count, probability, delay } = options
  const fault = await control.addFault({
    kind,
    at,
    ...(count !== undefined && { count }),
    ...(probability !== undefined && { probability }),
    ...(delay !== undefined && { delayMs: delay }),
  })
  console.log(options.json === true ? JSON.stringify(fault) : renderFaults([fault]))
}

async function clear(id: string | undefined, options: InWorld): Promise<void> {
  const control = await openControl(await needWorld(options.world))
  const removed = await control.clearFaults(id)
  const told = `${removed} ${removed === 1 ? 'fault' : 'faults'} taken back.`
  console.log(options.json === true ? JSON.stringify({ removed }) : told)
}

function renderFaults(faults: readonly Fault[]): string {
  return renderTable(
    ['ID', 'KIND', 'AT', 'LEFT', 'PROBABILITY', 'DELAY', 'HAPPENED'],
    faults.map(({ id, kind, at, count, probability, delayMs, hits }) => [
      id,
      kind,
      at,
      count === undefined ? 'until cleared' : String(count - hits),
      String(probability ?? 1),
      delayMs === undefined ? '' : `${delayMs} ms`,
      String(hits),
    ]),
  )
}

function toCount(text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count >= 1) return count
  throw new InvalidArgumentError('It must be a whole number from 1.')
}

function toProbability(text: string): number {
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new InvalidArgumentError('It must be above 0 and at most 1, such as 0.1.')
}
