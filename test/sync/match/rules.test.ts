import { describe, expect, test } from 'vitest'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { candidateIds, decide, employee, user, verdict } from './people-builders.ts'

const PACKING = { department: 'Packing' }

function packer(fullName: string, email: string | null = null): UserRecord {
  return user({ fullName, email, actions: ['Packing'] })
}

function decided(employees: readonly EmployeeRecord[], asked: UserRecord): string {
  return verdict(decide({ employees, user: asked }))
}

describe('a name that is one keystroke away', () => {
  test('is a misspelling when nobody bears the word', () => {
    expect(decided([employee(1, 'Ana Marin', PACKING)], packer('Ana Maryn'))).toBe(
      'matched name-similar 1',
    )
  })

  test('is another name when an employee bears the word', () => {
    const employees = [employee(1, 'Ana Marin', PACKING), employee(2, 'Luis Martin', PACKING)]

    expect(decided(employees, packer('Ana Martin'))).toBe('review name-approximate')
  })

  test('is another name when it is a listed given name', () => {
    expect(decided([employee(1, 'John Carter', PACKING)], packer('Jon Carter'))).toBe(
      'review name-approximate',
    )
  })
})

describe('an address that spells what the name leaves out', () => {
  const employees = [employee(1, 'Justin Flores', PACKING)]

  test('links an initial, a short form and a misspelling in the same department', () => {
    for (const fullName of ['J. Flores', 'Jus Flores', 'Jstin Flores']) {
      expect(decided(employees, packer(fullName, 'justin.flores@gmail.example'))).toBe(
        'matched name-similar 1',
      )
    }
  })

  test('does not link when the address says no more or the department differs', () => {
    const initial = user({ fullName: 'J. Flores', email: 'jflores7@gmail.example' })
    expect(decided(employees, initial)).toContain('review')
    const elsewhere = user({
      fullName: 'J. Flores',
      email: 'justin.flores@gmail.example',
      actions: ['Picking'],
    })
    expect(decided(employees, elsewhere)).toContain('review')
  })
})

describe('an address that breaks off or is separated otherwise', () => {
  const first = employee(1, 'John Doe', { ...PACKING, email: 'john.doe@colorecommerce.us' })
  const second = employee(2, 'John Doe', { ...PACKING, email: 'john.doe2@colorecommerce.us' })

  test.each(['john.doe2@', 'john_doe2.pack@colorecommerce.us', 'johndoe2@colorecommerce.us'])(
    'tells namesakes apart: %s',
    (email) => {
      expect(decided([first, second], packer('John Doe', email))).toBe('matched email-respelled 2')
    },
  )

  test('does not link an employee who has left, or another name', () => {
    const left = { ...second, isActive: false }

    expect(decided([first, left], packer('John Doe', 'john.doe2@'))).toContain('review')
    expect(decided([first, second], packer('Ann Other', 'john.doe2@'))).toContain('review')
  })
})

test('a station address is questioned when station and actions speak for a namesake', () => {
  const owner = employee(1, 'John Doe', {
    email: 'john.doe@colorecommerce.us',
    department: 'Labeling',
  })
  const namesake = employee(2, 'John Doe', { department: 'Heat Press' })
  const asked = user({
    email: 'john.doe.hp@colorecommerce.us',
    fullName: 'John Doe',
    actions: ['In Production'],
  })

  expect(decided([owner, namesake], asked)).toBe('review email-and-name-disagree')
  expect(decided([owner], asked)).toBe('matched email-suffix 1')
})

test('candidates of equal score come by id, whichever word led to them', () => {
  const employees = [employee(9, 'Ann Bo'), employee(3, 'Ann Cy')]

  expect(candidateIds(decide({ employees, user: user({ fullName: 'Ann Bo Cy' }) }))).toEqual([3, 9])
})

test('a crowd too large to list is cut the same way whatever the order of employees', () => {
  const crowd = Array.from({ length: 100 }, (_, at) => employee(at + 1, 'John Doe', PACKING))
  const match = (employees: readonly EmployeeRecord[]) =>
    matchPeople({
      employees,
      users: [user({ fullName: 'john doe' })],
      pinned: new Map(),
      existing: new Map(),
      settings: defaultMatchSettings,
    })

  expect(match(crowd.toReversed())).toEqual(match(crowd))
})

test('the most frequent action speaks for the department', () => {
  const employees = [
    employee(1, 'John Doe', PACKING),
    employee(2, 'John Doe', { department: 'Picking' }),
  ]
  const actions = ['Picking', 'Packing', 'packing']

  expect(decided(employees, user({ fullName: 'John Doe', actions }))).toBe(
    'matched name-department 1',
  )
  expect(decided(employees, user({ fullName: 'John Doe', actions: actions.slice(0, 2) }))).toBe(
    'review name-ambiguous',
  )
})
