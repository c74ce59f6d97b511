import { Command } from 'commander'
import { needWorld } from '../../sandbox/find-world.ts'
import { type InWorld, worldOption } from './world-option.ts'

const OUTER = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NO_COLOR', 'FORCE_COLOR']

/** `podlink sandbox env`: the variables of the running world. */
export function envCommand(): Command {
  return new Command('env')
    .description('Print the variables with which commands work in it, for the shell.')
    .addOption(worldOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  eval "$(npx podlink sandbox env)"')
    .action(async (options: InWorld) => {
      const world = await needWorld(options.world)
      const own = Object.entries(world.env).filter(([name]) => !OUTER.includes(name))
      if (options.json === true) console.log(JSON.stringify(Object.fromEntries(own)))
      else console.log(own.map(toExport).join('\n'))
    })
}

function toExport([name, value]: readonly [name: string, value: string]): string {
  return `export ${name}='${value.replaceAll("'", `'\\''`)}'`
}
