import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { type CsvFile, readCsv } from '../../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../../sync/source/read-employees-csv.ts'
import { readUsersCsv } from '../../../sync/source/read-users-csv.ts'
import { type SampleRecords, sampleRecords } from './sample-records.ts'

/** What came out for one or more companies whose truth is known; counts of users. */
export type Tally = {
  readonly users: number
  /** Users who are an employee. */
  readonly people: number
  readonly links: number
  readonly wrongLinks: number
  readonly reviews: number
  /** Reviews about users who are an employee, and those of them that list him. */
  readonly reviewsOfPeople: number
  readonly reviewsListingHim: number
}

type LabelledSet = { readonly name: string; readonly load: () => SampleRecords }

/** Labelled rosters that may lie beside a checkout; they are no part of it. */
const BESIDE = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/data')
const LABELLED = ['roster-2k', 'roster-2k-b']

/** The labelled rosters that are there, and the paths of those that are not. */
export function findLabelledSets(): {
  readonly found: readonly LabelledSet[]
  readonly missing: readonly string[]
} {
  const folders = LABELLED.map((name) => ({ name, folder: join(BESIDE, name) }))
  const isThere = ({ folder }: { folder: string }) => existsSync(join(folder, 'truth.csv'))
  return {
    found: folders
      .filter(isThere)
      .map(({ name, folder }) => ({ name, load: () => readLabelledSet(folder) })),
    missing: folders.filter((one) => !isThere(one)).map(({ folder }) => folder),
  }
}

export function madeUpSet(seed: number, employees: number): LabelledSet {
  return { name: `made up, seed ${seed}`, load: () => sampleRecords(seed, employees) }
}

/** Matches a company from nothing and holds the result against the truth. */
export function tallyQuality({ employees, users, truth }: SampleRecords): Tally {
  const decisions = matchPeople({
    employees,
    users,
    pinned: new Map(),
    existing: new Map(),
    settings: defaultMatchSettings,
  })
  const linked = decisions.filter((one) => one.outcome === 'matched')
  const reviews = decisions.filter((one) => one.outcome === 'review')
  const aboutPeople = reviews.filter((one) => truth.get(one.userId) !== null)
  return {
    users: decisions.length,
    people: [...truth.values()].filter((id) => id !== null).length,
    links: linked.length,
    wrongLinks: linked.filter((one) => one.employeeId !== truth.get(one.userId)).length,
    reviews: reviews.length,
    reviewsOfPeople: aboutPeople.length,
    reviewsListingHim: aboutPeople.filter(({ userId, candidates }) =>
      candidates.some(({ employeeId }) => employeeId === truth.get(userId)),
    ).length,
  }
}

/** Several companies as one. */
export function pool(tallies: readonly Tally[]): Tally {
  const sum = (name: keyof Tally) => tallies.reduce((total, tally) => total + tally[name], 0)
  return {
    users: sum('users'),
    people: sum('people'),
    links: sum('links'),
    wrongLinks: sum('wrongLinks'),
    reviews: sum('reviews'),
    reviewsOfPeople: sum('reviewsOfPeople'),
    reviewsListingHim: sum('reviewsListingHim'),
  }
}

/** Shares from 0 to 1: precision of links, recall of users who are employees, `listedShare` of reviews about employees. */
export function toShares(tally: Tally) {
  const correct = tally.links - tally.wrongLinks
  return {
    precision: round(correct / tally.links),
    recall: round(correct / tally.people),
    reviewShare: round(tally.reviews / tally.users),
    listedShare: round(tally.reviewsListingHim / tally.reviewsOfPeople),
  }
}

/** One line for the reader of a test run. */
export function describeQuality(name: string, tally: Tally): string {
  return `${name}: ${JSON.stringify({ ...tally, ...toShares(tally) })}`
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}

function readLabelledSet(folder: string): SampleRecords {
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
