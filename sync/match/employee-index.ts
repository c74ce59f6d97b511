import type { EmployeeId } from '../../kernel/ids.ts'
import type { Bucket } from './bucket.ts'
import { departmentKey } from './department-hints.ts'
import { type Address, parseAddress, respelledLocal } from './normalize-email.ts'
import { countNames, type NameStatistics } from './name-statistics.ts'
import { type NormalizedName, normalizeName } from './normalize-name.ts'
import type { EmployeeRecord } from './people.ts'
import type { MatchSettings } from './settings.ts'
import { buildSpellingIndex, type SpellingIndex } from './spelling-index.ts'

/** An employee with the forms he is compared by. */
export type IndexedEmployee = {
  readonly record: EmployeeRecord
  readonly name: NormalizedName | null
  readonly previousNames: readonly NormalizedName[]
  readonly email: Address | null
  readonly department: string | null
}

/** Hash tables over all employees; every look-up is a constant number of reads. */
export type EmployeeIndex = {
  readonly byId: ReadonlyMap<EmployeeId, IndexedEmployee>
  readonly byAddress: ReadonlyMap<string, Bucket>
  readonly byRespelledLocal: ReadonlyMap<string, Bucket>
  readonly bySortedKey: ReadonlyMap<string, Bucket>
  readonly byCompactKey: ReadonlyMap<string, Bucket>
  readonly byWord: ReadonlyMap<string, Bucket>
  /** Two words of a name; see `pairKey`. */
  readonly byPair: ReadonlyMap<string, Bucket>
  readonly misspellings: SpellingIndex
  /** Private addresses by their local part and by their domain, to find one with a slip. */
  readonly byPrivateLocal: ReadonlyMap<string, Bucket>
  readonly byPrivateDomain: ReadonlyMap<string, Bucket>
  readonly names: NameStatistics
  /** Share of the employees with a department who work in it. */
  readonly departmentShares: ReadonlyMap<string, number>
}

/** Words of a name that take part in pairs. Longer names exist; their further words rarely tell people apart. */
const PAIRED_WORDS_MAX = 8

/** Key of two words of a name in either order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

/** Every ordered choice of two words of a name. */
export function wordPairs(words: readonly string[]): readonly (readonly [string, string])[] {
  const paired = words.slice(0, PAIRED_WORDS_MAX)
  return paired.flatMap((a, at) =>
    paired.flatMap((b, other) => (at < other ? [[a, b] as const] : [])),
  )
}

/** Builds the tables. The order of the employees does not matter. */
export function buildEmployeeIndex(
  employees: readonly EmployeeRecord[],
  settings: MatchSettings,
): EmployeeIndex {
  const indexed = employees.map((record) => toIndexed(record, settings)).sort(byActiveThenId)
  const tables = emptyTables()
  for (const employee of indexed) addEmployee(tables, employee)
  return {
    byId: new Map(indexed.map((employee) => [employee.record.id, employee])),
    ...tables,
    misspellings: buildSpellingIndex(tables.byWord.keys()),
    names: countNames(indexed.length, tables),
    departmentShares: shareOfDepartments(indexed),
  }
}

type Table = Map<string, IndexedEmployee | IndexedEmployee[]>
type Tables = ReturnType<typeof emptyTables>

function emptyTables() {
  const table = (): Table => new Map()
  return {
    byAddress: table(),
    byRespelledLocal: table(),
    bySortedKey: table(),
    byCompactKey: table(),
    byWord: table(),
    byPair: table(),
    byPrivateLocal: table(),
    byPrivateDomain: table(),
  }
}

function toIndexed(record: EmployeeRecord, settings: MatchSettings): IndexedEmployee {
  return {
    record,
    name: normalizeName(record.name),
    previousNames: record.previousNames.flatMap((name) => normalizeName(name) ?? []),
    email: parseAddress(record.email, settings),
    department: departmentKey(record.department),
  }
}

function byActiveThenId(a: IndexedEmployee, b: IndexedEmployee): number {
  return Number(b.record.isActive) - Number(a.record.isActive) || a.record.id - b.record.id
}

function addEmployee(tables: Tables, employee: IndexedEmployee): void {
  const { email, name, previousNames } = employee
  if (email !== null) {
    put(tables.byAddress, email.address, employee)
    if (email.isCompany) put(tables.byRespelledLocal, respelledLocal(email.address), employee)
    else {
      put(tables.byPrivateLocal, email.local, employee)
      put(tables.byPrivateDomain, email.domain, employee)
    }
  }
  for (const known of name === null ? previousNames : [name, ...previousNames]) {
    put(tables.bySortedKey, known.sortedKey, employee)
    put(tables.byCompactKey, known.compactKey, employee)
    for (const word of known.words) put(tables.byWord, word, employee)
    if (known.words.length === 2) put(tables.byPair, known.sortedKey, employee)
    else for (const [a, b] of wordPairs(known.words)) put(tables.byPair, pairKey(a, b), employee)
  }
}

function put(table: Table, key: string, employee: IndexedEmployee): void {
  if (key === '') return
  const bucket = table.get(key)
  if (bucket === undefined) table.set(key, employee)
  else if (Array.isArray(bucket)) {
    if (bucket.at(-1) !== employee) bucket.push(employee)
  } else if (bucket !== employee) table.set(key, [bucket, employee])
}

/** Share of a department, and the number of employees it is worth, where there are only a few to count. */
const USUAL_SHARE = 1 / 6
const USUAL_WEIGHT = 12

function shareOfDepartments(employees: readonly IndexedEmployee[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { department } of employees) {
    if (department !== null) counts.set(department, (counts.get(department) ?? 0) + 1)
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const share = (count: number) => (count + USUAL_SHARE * USUAL_WEIGHT) / (total + USUAL_WEIGHT)
  return new Map([...counts].map(([department, count]) => [department, share(count)]))
}
