import { createRandom, type Random } from '../../sandbox/roster/random.ts'
import type { EmployeeRecord, UserRecord } from '../../sync/match/people.ts'
import { employeeId, userId } from './made-up-rosters.ts'

/**
 * People for measuring speed at any size: given names and surnames of syllables, as unevenly spread as real ones (a few
 * of thousands, most of a handful), a fifth with a middle name, and one name in a thousand shared by a crowd.
 */
const ONSETS =
  'b c d f g h j k l m n p r s t v w br ch cr dr fr gr kr l m n r s sh st th tr z'.split(' ')
const VOWELS = 'a e i o u a e i o ai ea ie oo ou'.split(' ')
const CODAS = ['', '', '', 'n', 'r', 's', 'l', 'm', 'nd', 'rt', 'ck', 'ng', 'x']
const DEPARTMENTS = ['Heat Press', 'Packing', 'Picking', 'Shipping', 'Labeling', 'Shop Floor']
const ACTIONS = ['In Production', 'Packing', 'Picking', 'Shipping', 'Labeling', 'Film Matching']
const SUFFIXES = ['hp', 'pack', 'pick', 'ship', 'shp', 'shp']
const GIVEN_NAMES = 4_000
const SURNAMES = 150_000
/** How much the first names of the list are preferred; three give the most frequent surname to about one in fifty. */
const UNEVENNESS = 3

export type Crowd = {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
}

/** The same seed and size give the same people; every employee has one user. */
export function manyPeople(seed: number, size: number): Crowd {
  const random = createRandom(seed)
  const given = inventNames(random, GIVEN_NAMES, 2)
  const surnames = inventNames(random, SURNAMES, 3)
  const employees: EmployeeRecord[] = []
  const users: UserRecord[] = []
  for (let at = 0; at < size; at += 1) {
    const first = at % 1000 === 0 ? 'Maria' : pickUneven(random, given)
    const last = at % 1000 === 0 ? 'Garcia' : pickUneven(random, surnames)
    const middle = random.chance(0.2) ? ` ${pickUneven(random, given)}` : ''
    const place = random.integer(0, DEPARTMENTS.length - 1)
    const name = `${first}${middle} ${last}`
    const local = `${first}.${last}${at}`.toLowerCase()
    employees.push({
      id: employeeId(at + 1),
      name,
      email: `${local}@colorecommerce.us`,
      department: DEPARTMENTS[place] ?? null,
      roleCode: null,
      isActive: !random.chance(0.05),
      previousNames: [],
    })
    users.push({
      id: userId(at + 1),
      email: random.chance(0.3) ? null : `${local}.${SUFFIXES[place]}@colorecommerce.us`,
      fullName: write(random, first, middle, last),
      userRole: null,
      actions: [ACTIONS[place] ?? 'Packing'],
    })
  }
  return { employees, users: random.shuffle(users) }
}

function write(random: Random, first: string, middle: string, last: string): string {
  const name = `${first}${middle} ${last}`
  const way = random.next()
  if (way < 0.5) return name
  if (way < 0.65) return name.toUpperCase()
  if (way < 0.75) return `${last}, ${first}${middle}`
  if (way < 0.85) return name.toLowerCase().replaceAll(' ', '.')
  if (way < 0.9) return `${first} ${last}`
  if (way < 0.97) return misspell(random, name)
  return `${first.slice(0, 1)}. ${last}`
}

function misspell(random: Random, name: string): string {
  const at = random.integer(1, name.length - 2)
  return name.slice(0, at) + name.slice(at + 1)
}

function pickUneven(random: Random, names: readonly string[]): string {
  return names[Math.floor(random.next() ** UNEVENNESS * names.length)] ?? 'Ana'
}

function inventNames(random: Random, count: number, syllablesMax: number): readonly string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const syllables = random.integer(2, syllablesMax + 1)
    const text = Array.from({ length: syllables }, (_, at) =>
      [
        random.pick(ONSETS),
        random.pick(VOWELS),
        at === syllables - 1 ? random.pick(CODAS) : '',
      ].join(''),
    ).join('')
    names.add(text.charAt(0).toUpperCase() + text.slice(1))
  }
  return [...names]
}
