import { COMPANY_DOMAIN, distortEmail, personalEmail } from './distort-email.ts'
import { distortName } from './distort-name.ts'
import type { Person } from './invent-employees.ts'
import { displayName, inventName, nameKey, type PersonName } from './person-name.ts'
import type { Random } from './random.ts'
import type { SamplePodfactoryUser, SampleTruth } from './roster.ts'
import { type Station, STATIONS, stationOf } from './stations.ts'

/** A PodFactory user and who that is. */
export type InventedUser = { readonly user: SamplePodfactoryUser; readonly truth: SampleTruth }
type Draft = {
  readonly user: Omit<SamplePodfactoryUser, 'id'>
  readonly truth: Omit<SampleTruth, 'podfactoryUserId'>
}

const FIRST_USER_ID = 1001
const HAS_USER = 0.95
const HAS_SECOND_USER = 0.1
const HELPS_ELSEWHERE = 0.05
const KNOWN_BY_PREVIOUS_NAME = 0.5
/** Per employee; at least one of each, so that the smallest sample has them. */
const STRANGERS_NEW = 0.02
const STRANGERS_NEAR = 0.012
const STATION_ACCOUNTS = 0.008

/** The users of PodFactory in no particular order: most employees once, some twice, some not, and a few strangers. */
export function inventUsers(random: Random, people: readonly Person[]): readonly InventedUser[] {
  const known = new Set(people.flatMap((person) => namesOf(person).map(nameKey)))
  const count = (share: number) => Math.max(1, Math.round(people.length * share))
  const drafts = [
    ...people.flatMap((person) => usersOf(random, person)),
    ...times(count(STRANGERS_NEW), () => newStranger(random, known)),
    ...times(count(STRANGERS_NEAR), () => nearStranger(random, people, known)),
    ...times(count(STATION_ACCOUNTS), () => stationAccount(random)),
  ]
  return random.shuffle(drafts).map((draft, index) => {
    const id = FIRST_USER_ID + index
    return { user: { id, ...draft.user }, truth: { podfactoryUserId: id, ...draft.truth } }
  })
}

function namesOf(person: Person): readonly string[] {
  return [person.employee.name, ...person.employee.previousNames]
}

function usersOf(random: Random, person: Person): readonly Draft[] {
  if (!random.chance(HAS_USER)) return []
  const first = employeeUser(random, person)
  return random.chance(HAS_SECOND_USER) ? [first, employeeUser(random, person)] : [first]
}

function employeeUser(random: Random, person: Person): Draft {
  const station = stationOf(person.employee.department)
  const email = distortEmail(random, { name: person.name, email: person.employee.email }, station)
  const { text, kind } = enteredName(random, person, station)
  return {
    user: {
      email: email.text,
      fullName: text,
      userRole: 'operator',
      actions: [random.chance(HELPS_ELSEWHERE) ? random.pick(STATIONS).action : station.action],
    },
    truth: {
      employeeId: person.employee.id,
      nameKind: kind,
      emailKind: email.kind,
      origin: person.origin,
    },
  }
}

function enteredName(
  random: Random,
  person: Person,
  station: Station,
): { readonly text: string; readonly kind: SampleTruth['nameKind'] } {
  return person.previousName !== null && random.chance(KNOWN_BY_PREVIOUS_NAME)
    ? { text: displayName(person.previousName), kind: 'previous' }
    : distortName(random, person.name, station)
}

/** A person whose whole name no employee has or had. */
function newStranger(random: Random, known: ReadonlySet<string>): Draft {
  const origin = random.pick(['US', 'MX', 'VN', 'PH', 'KR', 'IN', 'PL'] as const)
  const name = unknownName(known, () => inventName(random, origin))
  return strangerDraft(random, name, { kind: 'stranger-new', origin })
}

/** A person who shares the given name or the family name with an employee, and is another. */
function nearStranger(
  random: Random,
  people: readonly Person[],
  known: ReadonlySet<string>,
): Draft {
  const { name: like, origin } = random.pick(people)
  const name = unknownName(known, () => {
    const other = inventName(random, origin)
    return random.chance(0.5) ? { ...other, family: like.family } : { ...other, given: like.given }
  })
  return strangerDraft(random, name, { kind: 'stranger-near', origin })
}

function strangerDraft(
  random: Random,
  name: PersonName,
  truth: {
    readonly kind: 'stranger-new' | 'stranger-near'
    readonly origin: SampleTruth['origin']
  },
): Draft {
  const { kind, origin } = truth
  return {
    user: {
      email: random.chance(0.3) ? '' : personalEmail(random, name),
      fullName: displayName(name),
      userRole: 'operator',
      actions: [random.pick(STATIONS).action],
    },
    truth: { employeeId: null, nameKind: kind, emailKind: kind, origin },
  }
}

/** An account that everybody at one machine uses. */
function stationAccount(random: Random): Draft {
  const { department, action } = random.pick(STATIONS)
  const mailbox = `${department.toLowerCase().replaceAll(' ', '.')}.station${random.integer(1, 50)}`
  return {
    user: {
      email: `${mailbox}@${COMPANY_DOMAIN}`,
      fullName: `${department} Station ${random.integer(1, 6)}`,
      userRole: 'operator',
      actions: [action],
    },
    truth: {
      employeeId: null,
      nameKind: 'station-account',
      emailKind: 'station-account',
      origin: 'US',
    },
  }
}

/** After many tries in a very large company a middle name of its own tells the person apart. */
function unknownName(known: ReadonlySet<string>, invent: () => PersonName): PersonName {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const name = invent()
    if (!known.has(nameKey(displayName(name)))) return name
  }
  return { ...invent(), middle: 'Quirina' }
}

function times<Item>(count: number, make: () => Item): readonly Item[] {
  return Array.from({ length: count }, make)
}
