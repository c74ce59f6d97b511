import { parseArgs } from 'node:util'
import type { NamedSet } from './quality/labelled-set.ts'
import { madeUpRoster } from './quality/made-up-rosters.ts'
import { madeUpPersonData } from './quality/person-data.ts'
import { qualityTable, worstSlice } from './quality/print-quality.ts'
import { nameSetsBeside, rostersBeside } from './quality/sets-beside.ts'
import { measure, type Measurement, pool, type Tally } from './quality/tally.ts'

/**
 * Prints how right the automatic links are: precision with its 95 % interval, recall, share sent to a person, and how
 * often the right person is among those listed. `--seed` draws other companies, `--rules` adds a table per rule.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '97001' },
    employees: { type: 'string', default: '2000' },
    rules: { type: 'boolean', default: false },
  },
})
const ROSTERS = 10
const SLICE_PEOPLE_MIN = 100
const seed = Number(values.seed)

const numbers = Array.from({ length: ROSTERS }, (_, at) => seed + at)
const rosters = pool(measureAll(numbers.map((one) => madeUpRoster(one, Number(values.employees)))))
const people = pool(measureAll(numbers.map((one) => madeUpPersonData(one, 1000))))
const labelled = rostersBeside()
const namesOnly = nameSetsBeside()

const rows: (readonly [string, Tally])[] = [
  [`ten rosters, seeds ${seed} to ${seed + ROSTERS - 1}`, rosters.all],
  ...labelled.found.map(({ name, load }) => [name, measure(load()).all] as const),
  ['ten sets of name + e-mail', people.all],
  ...namesOnly.found.map(({ name, load }) => [name, measure(load()).all] as const),
]
console.log(qualityTable(rows))
for (const file of [...labelled.missing, ...namesOnly.missing]) console.log(`not there: ${file}`)

for (const kind of ['origin', 'name', 'e-mail']) {
  const slices = byName([...rosters.slices].filter(([name]) => name.startsWith(`${kind}:`)))
  console.log(`\nten rosters by ${kind}\n${qualityTable(slices)}`)
  const worst = worstSlice(rosters.slices, `${kind}:`, SLICE_PEOPLE_MIN)
  if (worst !== null) console.log(`lowest recall: ${worst[0]}`)
}
if (values.rules) console.log(`\nten rosters by rule\n${qualityTable(byName([...rosters.rules]))}`)

function measureAll(sets: readonly NamedSet[]): readonly Measurement[] {
  return sets.map(({ load }) => measure(load()))
}

function byName(
  rows: readonly (readonly [string, Tally])[],
): readonly (readonly [string, Tally])[] {
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1))
}
