import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { type CsvFile, readCsv } from '../../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../../sync/source/read-employees-csv.ts'
import { readUsersCsv } from '../../../sync/source/read-users-csv.ts'
import { type SampleRecords, sampleRecords } from './sample-records.ts'

/** Labelled rosters that may lie beside a checkout; measured where they do. */
const BESIDE = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/data')

const sets: readonly (readonly [string, () => SampleRecords])[] = [
  ['made up, seed 1', () => sampleRecords(1, 2000)],
  ...['roster-2k', 'roster-2k-b']
    .filter((folder) => existsSync(join(BESIDE, folder, 'truth.csv')))
    .map((folder) => [folder, () => fromFolder(join(BESIDE, folder))] as const),
]

describe('the quality of automatic links', () => {
  test.each(sets)('is precise and complete on %s', (name, load) => {
    const records = load()
    const { employees, users, truth } = records
    const decisions = matchPeople({
      employees,
      users,
      pinned: new Map(),
      existing: new Map(),
      settings: defaultMatchSettings,
    })

    const measured = measure(decisions, truth)

    console.log(`${name}: ${JSON.stringify(measured)}`)
    expect(measured.precision).toBeGreaterThan(0.995)
    expect(measured.recall).toBeGreaterThan(0.95)
    expect(measured.reviewsHoldingTheRightOne).toBeGreaterThan(0.95)
    expect(measured.reviewShare).toBeLessThan(0.1)
  })
})

/** Precision counts links, recall users who are employees; of reviews those about employees are counted. */
function measure(decisions: readonly MatchDecision[], truth: SampleRecords['truth']) {
  const linked = decisions.filter((one) => one.outcome === 'matched')
  const correct = linked.filter((one) => one.employeeId === truth.get(one.userId))
  const people = [...truth.values()].filter((id) => id !== null)
  const reviews = decisions.filter((one) => one.outcome === 'review')
  const about = reviews.filter((one) => truth.get(one.userId) !== null)
  const held = about.filter(({ userId, candidates }) =>
    candidates.some(({ employeeId }) => employeeId === truth.get(userId)),
  )
  return {
    users: decisions.length,
    links: linked.length,
    wrongLinks: linked.length - correct.length,
    precision: round(correct.length / linked.length),
    recall: round(correct.length / people.length),
    reviewShare: round(reviews.length / decisions.length),
    reviewsHoldingTheRightOne: round(held.length / about.length),
  }
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}

function fromFolder(folder: string): SampleRecords {
  const file = (name: string): CsvFile => ({ name, bytes: readFileSync(join(folder, name)) })
  const truth = readCsv(file('truth.csv'), { required: ['podfactory_user_id', 'employee_id'] })
  return {
    employees: readEmployeesCsv(file('employees.csv')),
    users: readUsersCsv(file('podfactory_users.csv')),
    truth: new Map(
      truth.map((row) => [
        row.get('podfactory_user_id'),
        row.get('employee_id') === '' ? null : Number(row.get('employee_id')),
      ]),
    ),
  }
}
