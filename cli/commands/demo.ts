import { Command, Option } from 'commander'
import pc from 'picocolors'
import type { StageTime } from '../sandbox/stages.ts'
import { renderSummary, type Summary } from '../sandbox/summary.ts'
import type { Session } from '../session.ts'
import { aborted, stopSignal } from '../until-stopped.ts'

const NEXT_WHILE_UP = [
  'eval "$(npx podlink sandbox env)"   # in another terminal: the variables of this world',
  'npx podlink review list             # who waits for a person, and why',
  'npx podlink doctor                  # everything podlink depends on',
]
const NEXT_AFTERWARDS = [
  'npx podlink sandbox start && eval "$(npx podlink sandbox env)"   # the same world in the background',
  'npx podlink review list             # who waits for a person, and why',
  'npx podlink doctor                  # everything podlink depends on',
]

/** `podlink demo`: the whole job on a sample company, in a world that ends with it. */
export function demoCommand(session: Session): Command {
  return new Command('demo')
    .description(
      'Show the whole job on a sample company. Needs nothing and touches nothing but .podlink/.',
    )
    .option('--once', 'end when it is shown; without a terminal it always does')
    .option('--json', 'print the summary as one JSON object, on the last line')
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addOption(new Option('--name <name>').default('demo').hideHelp())
    .addHelpText('after', '\nExample:\n  npm run demo -- --once --json')
    .action(
      async (options: {
        once?: boolean
        json?: boolean
        stopWithParent?: boolean
        name: string
      }) => {
        const signal = stopSignal({ withParent: options.stopWithParent === true })
        const staysUp = options.once !== true && process.stdout.isTTY
        const { holdWorld } = await import('../sandbox/hold-world.ts')
        await holdWorld({
          name: options.name,
          outerEnv: session.env,
          next: staysUp ? NEXT_WHILE_UP : NEXT_AFTERWARDS,
          signal,
          onStage: (stage) => tellStage(stage),
          whenReady: async (summary) => {
            const pageUrl = staysUp ? summary.pageUrl : null
            print({ ...summary, pageUrl }, options.json === true)
            if (!staysUp) return
            console.error(pc.dim('Running until Ctrl-C.'))
            await aborted(signal)
          },
        })
      },
    )
}

/** Stages go to the error output, so that the result alone is on the standard output. */
export function tellStage(stage: StageTime | { readonly name: string; readonly ms: null }): void {
  if (stage.ms === null) {
    if (process.stderr.isTTY) process.stderr.write(pc.dim(`… ${stage.name}`))
    return
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
  console.error(`${pc.green('✓')} ${stage.name} ${pc.dim(`${(stage.ms / 1000).toFixed(1)} s`)}`)
}

function print(summary: Summary, isJson: boolean): void {
  console.log(isJson ? JSON.stringify(summary) : renderSummary(summary))
}
