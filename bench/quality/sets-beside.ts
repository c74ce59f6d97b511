import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CsvFile, readCsv } from '../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../sync/source/read-employees-csv.ts'
import { readUsersCsv } from '../../sync/source/read-users-csv.ts'
import type { LabelledSet, NamedSet } from './labelled-set.ts'
import { type PersonRecord, toCompany } from './person-records.ts'

/** Labelled data that may lie beside a checkout; it is no part of it. */
const BESIDE = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data')

const ROSTERS = ['roster-2k', 'roster-2k-b']
const FEBRL = ['dataset1', 'dataset2', 'dataset3']

type Found = { readonly found: readonly NamedSet[]; readonly missing: readonly string[] }

/** The labelled rosters that are there, and the files of those that are not. */
export function rostersBeside(): Found {
  return look(
    ROSTERS.map((name) => ({
      name,
      file: join(BESIDE, name, 'truth.csv'),
      load: () => readRoster(join(BESIDE, name)),
    })),
  )
}

/** Records of people by name alone: FEBRL, also with every tenth person left out, and historical people. */
export function nameSetsBeside(): Found {
  const febrl = FEBRL.flatMap((name, at) => {
    const file = join(BESIDE, 'febrl', `${name}.csv`)
    return [
      { name: `FEBRL ${at + 1}`, file, load: () => toCompany(readFebrl(file)) },
      { name: `FEBRL ${at + 1}, strangers`, file, load: () => withStrangers(readFebrl(file)) },
    ]
  })
  const history = join(BESIDE, 'historical_50k.csv')
  return look([
    ...febrl,
    { name: 'historical', file: history, load: () => toCompany(readHistorical(history)) },
    {
      name: 'historical, strangers',
      file: history,
      load: () => withStrangers(readHistorical(history)),
    },
  ])
}

function look(sets: readonly (NamedSet & { readonly file: string })[]): Found {
  return {
    found: sets.filter(({ file }) => existsSync(file)),
    missing: [...new Set(sets.map(({ file }) => file).filter((file) => !existsSync(file)))],
  }
}

function withStrangers(records: readonly PersonRecord[]): LabelledSet {
  const people = [...new Set(records.map(({ person }) => person))].sort()
  return toCompany(records, new Set(people.filter((_, at) => at % 10 === 0)))
}

function fileOf(path: string): CsvFile {
  return { name: path, bytes: readFileSync(path) }
}

function readRoster(folder: string): LabelledSet {
  const truth = readCsv(fileOf(join(folder, 'truth.csv')), {
    required: ['podfactory_user_id', 'employee_id', 'name_kind', 'email_kind', 'origin'],
  })
  return {
    employees: readEmployeesCsv(fileOf(join(folder, 'employees.csv'))),
    users: readUsersCsv(fileOf(join(folder, 'podfactory_users.csv'))),
    truth: new Map(
      truth.map((row) => [
        row.get('podfactory_user_id'),
        {
          employeeId: row.get('employee_id') === '' ? null : Number(row.get('employee_id')),
          slices: [
            `name: ${row.get('name_kind')}`,
            `e-mail: ${row.get('email_kind')}`,
            `origin: ${row.get('origin')}`,
          ],
        },
      ]),
    ),
  }
}

function readFebrl(path: string): readonly PersonRecord[] {
  const rows = readCsv(fileOf(path), { required: ['rec_id', 'given_name', 'surname'] })
  return rows.map((row) => {
    const id = row.get('rec_id')
    return {
      person: id.split('-')[1] ?? id,
      name: `${row.get('given_name')} ${row.get('surname')}`.trim(),
      email: null,
      isMaster: id.endsWith('-org'),
    }
  })
}

function readHistorical(path: string): readonly PersonRecord[] {
  const rows = readCsv(fileOf(path), { required: ['unique_id', 'cluster', 'full_name'] })
  const seen = new Set<string>()
  return rows.map((row) => {
    const person = row.get('cluster')
    const isMaster = !seen.has(person)
    seen.add(person)
    return { person, name: row.get('full_name'), email: null, isMaster }
  })
}
