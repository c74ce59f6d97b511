import { COMPANY_DOMAIN, mailboxOf } from './distort-email.ts'
import { displayName, inventName, type PersonName } from './person-name.ts'
import type { Random } from './random.ts'
import type { Origin, SampleEmployee } from './roster.ts'
import { DEPARTMENT_WEIGHTS, ROLE_WEIGHTS } from './stations.ts'

/** An employee together with what only the generator knows. */
export type Person = {
  readonly employee: SampleEmployee
  readonly name: PersonName
  readonly previousName: PersonName | null
  readonly origin: Origin
}

const ORIGIN_WEIGHTS: Readonly<Record<Origin, number>> = {
  US: 36,
  MX: 26,
  VN: 15,
  PH: 9,
  KR: 5,
  IN: 5,
  PL: 4,
}
/** Chances, near those of a warehouse with a few thousand people. */
const NAMESAKE = 0.02
const NAMESAKE_IN_SAME_DEPARTMENT = 0.4
const INACTIVE = 0.06
const RENAMED = 0.04

/** Employees with ids from 1; some share their whole name with another, in the same department or in a different one. */
export function inventEmployees(random: Random, count: number): readonly Person[] {
  const people: Person[] = []
  const mailboxes = new Map<string, number>()
  for (let id = 1; id <= count; id += 1) {
    const twin = people.length > 0 && random.chance(NAMESAKE) ? random.pick(people) : null
    people.push(inventPerson(random, id, twin, mailboxes))
  }
  return people
}

function inventPerson(
  random: Random,
  id: number,
  twin: Person | null,
  mailboxes: Map<string, number>,
): Person {
  const origin = twin?.origin ?? random.pickWeighted(ORIGIN_WEIGHTS)
  const name = twin?.name ?? inventName(random, origin)
  const previousName = random.chance(RENAMED) ? renamed(random, name, origin) : null
  const employee = {
    id,
    name: displayName(name),
    email: `${freeMailbox(mailboxes, mailboxOf(name))}@${COMPANY_DOMAIN}`,
    department: departmentOf(random, twin),
    roleCode: random.pickWeighted(ROLE_WEIGHTS),
    isActive: !random.chance(INACTIVE),
    previousNames: previousName === null ? [] : [displayName(previousName)],
  }
  return { employee, name, previousName, origin }
}

function departmentOf(random: Random, twin: Person | null): string {
  if (twin === null) return random.pickWeighted(DEPARTMENT_WEIGHTS)
  const shared = twin.employee.department
  if (random.chance(NAMESAKE_IN_SAME_DEPARTMENT)) return shared
  const others = Object.keys(DEPARTMENT_WEIGHTS).filter((department) => department !== shared)
  return random.pick(others)
}

/** The name before a marriage: another family name and no second one. */
function renamed(random: Random, name: PersonName, origin: Origin): PersonName {
  const { family } = inventName(random, origin)
  return { ...name, family: family === name.family ? `${family}-Hill` : family, secondFamily: null }
}

/** The second `maria.garcia` becomes `maria.garcia2`. */
function freeMailbox(mailboxes: Map<string, number>, wanted: string): string {
  const number = (mailboxes.get(wanted) ?? 0) + 1
  mailboxes.set(wanted, number)
  return number === 1 ? wanted : `${wanted}${number}`
}
