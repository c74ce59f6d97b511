import { describe, expect, test } from 'vitest'
import { nameKey } from '../../../sandbox/roster/person-name.ts'
import { generateRoster } from '../../../sandbox/roster/generate-roster.ts'
import { STATIONS } from '../../../sandbox/roster/stations.ts'

const START = new Date('2026-01-05T00:00:00.000Z')
const roster = generateRoster({ seed: 7, employees: 2000, startAt: START })
const byId = new Map(roster.employees.map((employee) => [employee.id, employee]))
const pairs = roster.truth.map((truth, index) => ({
  truth,
  user: roster.podfactoryUsers[index]!,
  employee: truth.employeeId === null ? null : byId.get(truth.employeeId)!,
}))

const NAME_KINDS = [
  'same',
  'nodiacritics',
  'typo',
  'dropmiddle',
  'dropsecond',
  'comma',
  'dots',
  'underscore',
  'lower',
  'upper',
  'spaces',
  'title',
  'nickname',
  'station',
  'swap',
  'initial',
  'firstonly',
  'previous',
  'stranger-new',
  'stranger-near',
  'station-account',
]
const EMAIL_KINDS = [
  'base',
  'suffix',
  'othersuffix',
  'upper',
  'plus',
  'otherdomain',
  'personal',
  'wrong',
  'none',
  'stranger-new',
  'stranger-near',
  'station-account',
]

test('the same seed gives the same company, another seed another one', () => {
  const size = { employees: 200, startAt: START }

  expect(generateRoster({ seed: 1, ...size })).toEqual(generateRoster({ seed: 1, ...size }))
  expect(generateRoster({ seed: 2, ...size })).not.toEqual(generateRoster({ seed: 1, ...size }))
})

test.each([0, -1, 1.5, Number.NaN, 200_001])('refuses a company of %d employees', (employees) => {
  expect(() => generateRoster({ seed: 1, employees, startAt: START })).toThrow(RangeError)
})

test('one employee is the smallest company', () => {
  const smallest = generateRoster({ seed: 3, employees: 1, startAt: START })

  expect(smallest.employees).toHaveLength(1)
  expect(new Set(smallest.truth.map((truth) => truth.nameKind))).toContain('station-account')
})

describe('truth', () => {
  test('says of every user who it is, once and in order', () => {
    expect(roster.truth.map((truth) => truth.podfactoryUserId)).toEqual(
      roster.podfactoryUsers.map((user) => user.id),
    )
    expect(new Set(roster.podfactoryUsers.map((user) => user.id)).size).toBe(
      roster.podfactoryUsers.length,
    )
    expect(pairs.every(({ truth, employee }) => truth.employeeId === null || employee)).toBe(true)
  })

  test('holds every way in which names and addresses differ', () => {
    expect(new Set(roster.truth.map((truth) => truth.nameKind))).toEqual(new Set(NAME_KINDS))
    expect(new Set(roster.truth.map((truth) => truth.emailKind))).toEqual(new Set(EMAIL_KINDS))
  })

  test('calls a name the same exactly when it is, letter by letter', () => {
    const employed = pairs.filter(({ employee }) => employee !== null)

    expect(
      employed.filter(
        ({ truth, user, employee }) =>
          (truth.nameKind === 'same') !== (user.fullName === employee!.name),
      ),
    ).toEqual([])
  })

  test('has strangers who are called like no employee, and no employee who is a stranger', () => {
    const names = new Set(roster.employees.map((employee) => nameKey(employee.name)))
    const strangers = pairs.filter(({ truth }) => truth.nameKind.startsWith('stranger-'))

    expect(strangers.length).toBeGreaterThan(50)
    expect(strangers.filter(({ user }) => names.has(nameKey(user.fullName)))).toEqual([])
    expect(strangers.filter(({ truth }) => truth.employeeId !== null)).toEqual([])
  })

  test('a near stranger shares a word of his name with an employee', () => {
    const words = new Set(roster.employees.flatMap((each) => nameKey(each.name).split(' ')))
    const near = pairs.filter(({ truth }) => truth.nameKind === 'stranger-near')

    expect(
      near.filter(
        ({ user }) =>
          !nameKey(user.fullName)
            .split(' ')
            .some((word) => words.has(word)),
      ),
    ).toEqual([])
  })

  test.each([
    ['nodiacritics', /^[\x20-\x7e]+$/],
    ['dots', /^[a-z.'-]+$/],
    ['underscore', /^[a-z_'-]+$/],
    ['comma', /^[^,]+, [^,]+$/],
    ['station', / \((HP|PICK|PACK|SHIP|SHP)\)$/],
    ['initial', /^\p{L}\. /u],
    ['title', /^(Mr|Ms|Mrs)\. /],
  ])('writes a name of the kind %s that way', (kind, shape) => {
    const names = pairs.filter(({ truth }) => truth.nameKind === kind).map((each) => each.user)

    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((user) => !shape.test(user.fullName))).toEqual([])
  })

  test.each([
    ['base', (email: string) => email],
    ['upper', (email: string) => email.toUpperCase()],
    ['plus', (email: string) => email.replace('@', '+pod@')],
    ['otherdomain', (email: string) => email.replace(/@.*/, '@podfactory.example')],
    ['none', () => ''],
  ])('writes an address of the kind %s that way', (kind, expected) => {
    const users = pairs.filter(({ truth }) => truth.emailKind === kind)

    expect(users.length).toBeGreaterThan(0)
    expect(users.filter(({ user, employee }) => user.email !== expected(employee!.email))).toEqual(
      [],
    )
  })

  test('a suffix names the own station, another suffix another one', () => {
    const tagOf = (email: string) => /\.([a-z]+)@colorecommerce\.us$/.exec(email)?.[1]
    const suffixed = pairs.filter(({ truth }) => truth.emailKind.endsWith('suffix'))
    const own = (department: string) => STATIONS.find((s) => s.department === department)!.tag

    expect(
      suffixed.filter(
        ({ truth, user, employee }) =>
          (tagOf(user.email) === own(employee!.department)) !== (truth.emailKind === 'suffix'),
      ),
    ).toEqual([])
  })
})

describe('employees', () => {
  test('have addresses that tell them apart', () => {
    expect(new Set(roster.employees.map((employee) => employee.email)).size).toBe(2000)
    expect(
      roster.employees.filter(({ email }) => !/^[a-z0-9.]+@colorecommerce\.us$/.test(email)),
    ).toEqual([])
  })

  test('have namesakes in the same department and in different ones', () => {
    const departments = new Map<string, string[]>()
    for (const { name, department } of roster.employees) {
      departments.set(name, [...(departments.get(name) ?? []), department])
    }
    const shared = [...departments.values()].filter((group) => group.length > 1)

    expect(shared.some((group) => new Set(group).size === 1)).toBe(true)
    expect(shared.some((group) => new Set(group).size > 1)).toBe(true)
  })

  test('are of every role and department, some gone, some with an earlier name', () => {
    const values = <Key extends 'department' | 'roleCode' | 'isActive'>(key: Key) =>
      new Set(roster.employees.map((employee) => employee[key]))

    expect(values('roleCode')).toEqual(new Set(['associate', 'lead', 'supervisor', 'manager']))
    expect(values('department')).toEqual(new Set(STATIONS.map((station) => station.department)))
    expect(values('isActive')).toEqual(new Set([true, false]))
    expect(roster.employees.some((employee) => employee.previousNames.length > 0)).toBe(true)
  })

  test('have one, two or no users', () => {
    const counts = new Map<number, number>()
    for (const { employeeId } of roster.truth) {
      if (employeeId !== null) counts.set(employeeId, (counts.get(employeeId) ?? 0) + 1)
    }

    expect(new Set(counts.values())).toEqual(new Set([1, 2]))
    expect(counts.size).toBeLessThan(roster.employees.length)
  })
})

test('activities fall into the two weeks from the start and belong to a user who does such work', () => {
  const actions = new Map(roster.podfactoryUsers.map((user) => [user.id, user.actions]))
  const end = START.getTime() + 14 * 86_400_000

  expect(
    roster.activities.filter(
      ({ podfactoryUserId, action, happenedAt, quantity }) =>
        !actions.get(podfactoryUserId)?.includes(action) ||
        happenedAt.getTime() < START.getTime() ||
        happenedAt.getTime() >= end ||
        !Number.isInteger(quantity) ||
        quantity < 1,
    ),
  ).toEqual([])
  expect(roster.activities.map(({ id }) => id)).toEqual(roster.activities.map((_, at) => at + 1))
})
