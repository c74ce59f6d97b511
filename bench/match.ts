import { parseArgs } from 'node:util'
import { foldText } from '../sync/match/fold-text.ts'
import { matchPeople } from '../sync/match/match-people.ts'
import type { EmployeeRecord, UserRecord } from '../sync/match/people.ts'
import { defaultMatchSettings } from '../sync/match/settings.ts'
import { compareNames } from '../sync/match/compare-names.ts'
import { normalizeName } from '../sync/match/normalize-name.ts'
import { CORNERS } from './quality/corner-people.ts'
import { manyPeople } from './quality/many-people.ts'

/**
 * Prints how long matching takes, everything included, next to a plain exact join by folded name, the ladder of the seed
 * (five spellings, first one wins), and a comparison of everybody with everybody where that can finish. For a million:
 * node --max-old-space-size=6000 --import tsx bench/match.ts --sizes 1000000
 * `--corner` measures companies that tempt a matcher into comparing everybody with everybody, at the sizes and at twice
 * the sizes; work that grows with the square would take four times as long.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    corner: { type: 'boolean', default: false },
  },
})
const BRUTE_FORCE_MAX = 2_000
const sizes = values.sizes.split(',').map(Number)
if (values.corner) printCorners()
else printSizes()

function printSizes(): void {
  printRow([
    'rows',
    'match s',
    'CPU s',
    'us/user',
    'linked',
    'join s',
    'ladder s',
    'brute force s',
    'memory MB',
  ])
  for (const size of sizes) printSize(size)
}

function printCorners(): void {
  printRow(['corner', 'rows', 'CPU s', 'CPU s, twice', 'times'])
  for (const { name, people } of CORNERS) {
    for (const size of sizes) {
      const [once, twice] = [people(size), people(size * 2)]
      const first = timed(() => matchAll(once.employees, once.users)).cpuMs
      const second = timed(() => matchAll(twice.employees, twice.users)).cpuMs
      const cpu = [first / 1000, second / 1000].map((seconds) => seconds.toFixed(3))
      printRow([name, String(size), ...cpu, (second / first).toFixed(1)])
    }
  }
}

function printSize(size: number): void {
  const { employees, users } = manyPeople(1, size)
  const join = timed(() => joinByName(employees, users))
  const ladder = timed(() => joinByLadder(employees, users))
  const brute = size > BRUTE_FORCE_MAX ? null : timed(() => compareAll(employees, users))
  const match = timed(() => matchAll(employees, users))
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20)
  const seconds = (ms: number) => (ms / 1000).toFixed(3)
  printRow(
    [
      size,
      seconds(match.ms),
      seconds(match.cpuMs),
      ((match.ms * 1000) / size).toFixed(1),
      match.result,
      seconds(join.ms),
      seconds(ladder.ms),
      brute === null ? '-' : seconds(brute.ms),
      memory,
    ].map(String),
  )
}

function matchAll(employees: readonly EmployeeRecord[], users: readonly UserRecord[]): number {
  const settings = defaultMatchSettings
  const nobody = { pinned: new Map(), existing: new Map() }
  const decisions = matchPeople({ employees, users, settings, ...nobody })
  return decisions.filter(({ outcome }) => outcome === 'matched').length
}

function joinByName(employees: readonly EmployeeRecord[], users: readonly UserRecord[]): number {
  const byName = new Map(employees.map((employee) => [foldText(employee.name), employee.id]))
  return users.filter((user) => byName.has(foldText(user.fullName ?? ''))).length
}

/** `John Doe`, `john.doe`, `john_doe`, `john`, `doe`: whoever came first keeps a spelling. */
function joinByLadder(employees: readonly EmployeeRecord[], users: readonly UserRecord[]): number {
  const first = new Map<string, number>()
  for (const { name, id } of employees) {
    const words = name.toLowerCase().split(' ')
    const spellings = [words.join(' '), words.join('.'), words.join('_'), ...words]
    for (const spelling of spellings) if (!first.has(spelling)) first.set(spelling, id)
  }
  return users.filter((user) => first.has((user.fullName ?? '').toLowerCase())).length
}

function compareAll(employees: readonly EmployeeRecord[], users: readonly UserRecord[]): number {
  const known = employees.flatMap(({ name }) => normalizeName(name) ?? [])
  const written = users.flatMap(({ fullName }) => normalizeName(fullName) ?? [])
  let same = 0
  for (const a of written) for (const b of known) if (compareNames(a, b) !== 'none') same += 1
  return same
}

function timed<Result>(work: () => Result): { ms: number; cpuMs: number; result: Result } {
  const start = performance.now()
  const cpu = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000, result }
}

function printRow(cells: readonly string[]): void {
  console.log(cells.map((cell) => cell.padStart(16)).join(''))
}
