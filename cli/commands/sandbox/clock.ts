import { Command } from 'commander'
import { toDurationMs } from '../../duration.ts'
import { openControl } from '../../sandbox/control-client.ts'
import { needWorld } from '../../sandbox/find-world.ts'
import { type InWorld, worldOption } from './world-option.ts'

/** `podlink sandbox clock`: what time it is in the tenant, and moves it ahead. */
export function clockCommand(): Command {
  return new Command('clock')
    .description('Tell the tenant’s time, or move it ahead; what falls due by then is done.')
    .option('--advance <time>', 'how far, such as 30s, 2h or 3d', toDurationMs)
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink sandbox clock\n  podlink sandbox clock --advance 2h',
    )
    .action(async (options: InWorld & { readonly advance?: number }) => {
      const control = await openControl(await needWorld(options.world))
      const { advance } = options
      const face = await (advance === undefined
        ? control.readClock()
        : control.advanceClock(advance))
      const { now, waiting } = face
      const rest = waiting === 1 ? '1 thing waits' : `${waiting} things wait`
      if (options.json === true) console.log(JSON.stringify(face))
      else console.log(`It is ${now} in the tenant; ${rest} for a later time.`)
    })
}
