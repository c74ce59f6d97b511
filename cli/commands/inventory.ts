import { Command } from 'commander'
import pc from 'picocolors'
import { openReader } from '../../store/open-reader.ts'
import { readEmployees } from '../../store/tables/employees.ts'
import { reading } from '../../store/transaction.ts'
import {
  type EmailPattern,
  findEmailPatterns,
  type PatternKind,
} from '../../sync/inventory/email-patterns.ts'
import { openPodfactorySource } from '../../sync/source/podfactory-source.ts'
import { readEmployeesCsv } from '../../sync/source/read-employees-csv.ts'
import { readUsersCsv } from '../../sync/source/read-users-csv.ts'
import { toConfig } from '../config/to-config.ts'
import { toMatchSettings } from '../config/to-match-settings.ts'
import { readInputFile } from '../read-input-file.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

type Options = { readonly employees?: string; readonly users?: string; readonly json?: boolean }

const EXPLAINED: Readonly<Record<PatternKind, string>> = {
  known: '',
  elsewhere: 'another domain: stands for itself',
  station: 'nobody’s: never linked',
  none: 'no address',
  unknown: 'not in STATION_SUFFIXES: is it a station?',
}

/** `podlink inventory emails`: every form in which PodFactory writes addresses. */
export function inventoryCommand(session: Session): Command {
  return new Command('inventory')
    .description('What the data at hand look like.')
    .addHelpText('after', '\nExample:\n  podlink inventory emails')
    .addCommand(emailsCommand(session))
}

function emailsCommand(session: Session): Command {
  return new Command('emails')
    .description(
      'List every form of PodFactory’s addresses with count and examples, and endings the settings do not know. Reads only.',
    )
    .option('--employees <file>', 'from files instead of the databases: id,name,email')
    .option('--users <file>', 'with --employees: id,email,full_name')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink inventory emails\n  podlink inventory emails --employees employees.csv --users users.csv',
    )
    .action(async (options: Options) => {
      const settings = toMatchSettings(toConfig(session.env, ['matching', 'accounts']))
      const { users, employees } = await readPeople(session, options)
      const patterns = findEmailPatterns(
        users.map(({ email, fullName }) => ({ email, name: fullName })),
        employees,
        settings,
      )
      console.log(options.json === true ? JSON.stringify({ patterns }) : render(patterns))
    })
}

async function readPeople(session: Session, { employees, users }: Options) {
  if (employees !== undefined && users !== undefined) {
    return {
      employees: readEmployeesCsv(await readInputFile(employees)),
      users: readUsersCsv(await readInputFile(users)),
    }
  }
  const { database, podfactory } = toConfig(session.env, ['database', 'podfactory'])
  const reader = openReader(podfactory.PODFACTORY_DATABASE_URL)
  try {
    return {
      users: await openPodfactorySource(reader).readUsers(),
      employees: await withStore(database, (store) =>
        reading(store, (db) => readEmployees(db, store.columns)),
      ),
    }
  } finally {
    await reader.close()
  }
}

function render(patterns: readonly EmailPattern[]): string {
  const table = renderTable(
    ['form', 'users', '', 'example'],
    patterns.map(({ pattern, count, kind, examples }) => [
      pattern,
      String(count),
      EXPLAINED[kind],
      examples[0] ?? '',
    ]),
  )
  const unknown = patterns.filter(({ kind }) => kind === 'unknown').length
  const hint = 'Add those that are stations to STATION_SUFFIXES.'
  return unknown === 0
    ? table
    : `${table}\n\n${pc.yellow(`${unknown} endings are not known.`)} ${hint}`
}
