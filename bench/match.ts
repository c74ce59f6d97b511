import { matchAgainst } from '../sync/match/match-people.ts'
import { buildEmployeeIndex } from '../sync/match/employee-index.ts'
import { foldText } from '../sync/match/fold-text.ts'
import type { EmployeeRecord, UserRecord } from '../sync/match/people.ts'
import { defaultMatchSettings } from '../sync/match/settings.ts'
import { parseEmployeeId, parsePodfactoryUserId } from '../kernel/ids.ts'

/**
 * Prints how long indexing and matching take next to the plainest join there is: one Map look-up by folded name. Names
 * are made of syllables, every twentieth is shared by a crowd, a third of the users have no usable address.
 */
const SIZES = [2_000, 10_000, 100_000]
const SYLLABLES =
  'ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se'.split(
    ' ',
  )
const DEPARTMENTS = ['Heat Press', 'Packing', 'Picking', 'Shipping', 'Labeling', 'Shop Floor']
const ACTIONS = ['In Production', 'Packing', 'Picking', 'Shipping', 'Labeling', 'Film Matching']

printRow(['rows', 'index ms', 'match ms', 'us/user', 'linked', 'plain join ms', 'linked by join'])
for (const size of SIZES) {
  const employees = Array.from({ length: size }, (_, at) => inventEmployee(at))
  const users = employees.map((employee, at) => inventUser(employee, at))
  const settings = defaultMatchSettings
  const index = timed(() => buildEmployeeIndex(employees, settings))
  const noPins = { pinned: new Map(), existing: new Map() }
  const match = timed(() => matchAgainst({ index: index.result, users, settings, ...noPins }))
  const join = timed(() => joinByName(employees, users))
  const linked = match.result.filter(({ outcome }) => outcome === 'matched').length
  const figures = [index.ms, match.ms, (match.ms * 1000) / size, linked, join.ms, join.result]
  printRow([size, ...figures.map((figure) => Math.round(figure))].map(String))
}

function inventEmployee(at: number): EmployeeRecord {
  const id = parseEmployeeId(at + 1)
  if (id === null) throw new TypeError('bench: bad id')
  const name = at % 20 === 0 ? 'Maria Garcia' : `${word(at * 7919)} ${word(at * 104_729 + 13)}`
  return {
    id,
    name,
    email: `${name.toLowerCase().replace(' ', '.')}${at}@colorecommerce.us`,
    department: DEPARTMENTS[at % 6] ?? null,
    roleCode: null,
    isActive: at % 25 !== 0,
    previousNames: [],
  }
}

function inventUser(employee: EmployeeRecord, at: number): UserRecord {
  const id = parsePodfactoryUserId(at)
  if (id === null) throw new TypeError('bench: bad id')
  const email = at % 3 === 0 ? null : (employee.email?.replace('@', '.hp@') ?? null)
  const isMisspelled = at % 9 === 0
  const fullName = isMisspelled ? employee.name.replace('a', 'aa') : employee.name.toUpperCase()
  return { id, email, fullName, userRole: null, actions: [ACTIONS[at % 6] ?? 'Packing'] }
}

function word(seed: number): string {
  const syllable = (shift: number) => SYLLABLES[Math.floor(seed / 30 ** shift) % 30] ?? 'ba'
  const text = syllable(0) + syllable(1) + syllable(2)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function joinByName(employees: readonly EmployeeRecord[], users: readonly UserRecord[]): number {
  const byName = new Map(employees.map((employee) => [foldText(employee.name), employee.id]))
  return users.filter((user) => byName.has(foldText(user.fullName ?? ''))).length
}

function timed<Result>(work: () => Result): { ms: number; result: Result } {
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}

function printRow(cells: readonly string[]): void {
  console.log(cells.map((cell) => cell.padStart(15)).join(''))
}
