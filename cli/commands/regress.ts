import { Command } from 'commander'
import pc from 'picocolors'
import { openReader } from '../../store/open-reader.ts'
import { toMatchInput } from '../../sync/decide/to-match-input.ts'
import { matchPeople } from '../../sync/match/match-people.ts'
import { RULES_VERSION } from '../../sync/match/decision.ts'
import { type Contradiction, findContradictions } from '../../sync/review/find-contradictions.ts'
import { openPodfactorySource } from '../../sync/source/podfactory-source.ts'
import { readWorld } from '../../sync/source/read-world.ts'
import { type Config, toConfig } from '../config/to-config.ts'
import { toMatchSettings } from '../config/to-match-settings.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

const EXPLAINED: Readonly<Record<Contradiction['kind'], string>> = {
  another: 'people confirmed somebody else',
  denied: 'people said it is not this one',
  nobody: 'people said it is no person',
}

/** `podlink regress`: whether the rules of this release contradict what people decided. */
export function regressCommand(session: Session): Command {
  return new Command('regress')
    .description(
      'Decide anew, by the rules alone, whatever people decided. Fails when the rules would link somebody people said it is not. Reads only.',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink regress   # before a new release goes live')
    .action(async (options: { readonly json?: boolean }) => {
      const config = toConfig(session.env, ['database', 'podfactory', 'accounts', 'matching'])
      const result = await compare(config)
      if (result.contradictions.length > 0) session.exitCode = EXIT.failed
      console.log(
        options.json === true
          ? JSON.stringify({ rulesVersion: RULES_VERSION, ...result })
          : render(result),
      )
    })
}

async function compare(config: Config<'database' | 'podfactory' | 'accounts' | 'matching'>) {
  const { database, podfactory } = config
  const reader = openReader(podfactory.PODFACTORY_DATABASE_URL)
  try {
    const world = await withStore(database, (store) =>
      readWorld(store, openPodfactorySource(reader)),
    )
    const { employees, users, pinned } = toMatchInput(world)
    const settings = toMatchSettings(config)
    const known = { pinned: new Map(), existing: new Map() }
    return findContradictions(pinned, matchPeople({ employees, users, ...known, settings }))
  } finally {
    await reader.close()
  }
}

function render({ agrees, asks, contradictions }: ReturnType<typeof findContradictions>): string {
  const total = agrees + asks + contradictions.length
  const head = `Of what people decided (${total}) the rules agree with ${agrees}, would ask about ${asks}, contradict ${contradictions.length}.`
  if (contradictions.length === 0) return `${pc.green('Nothing is contradicted.')} ${head}`
  const table = renderTable(
    ['user', 'would be linked to', 'by rule', 'but', 'confirmed'],
    contradictions.map(({ userId, linked, rule, kind, confirmed }) => [
      userId,
      `#${linked}`,
      rule,
      EXPLAINED[kind],
      confirmed === null ? '' : `#${confirmed}`,
    ]),
  )
  return `${pc.red('The rules contradict people.')} ${head}\n\n${table}`
}
