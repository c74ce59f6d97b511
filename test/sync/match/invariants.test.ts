import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee, userId } from './people-builders.ts'
import { sampleRecords } from './sample-records.ts'

const seed = fc.integer({ min: 1, max: 1_000_000 })

// Few words, so that namesakes, shared addresses and near misses are the rule.
const word = fc.constantFrom(
  'ana',
  'Ana',
  'anna',
  'gil',
  'Gíl',
  'ruiz',
  'lee',
  'bob',
  'robert',
  'hp',
)
const name = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '))
const address = fc.option(
  fc
    .tuple(word, word, fc.constantFrom('', '.hp', '.pack', '+x', '2'))
    .map(([a, b, tail]) => `${a}.${b}${tail}@colorecommerce.us`),
  { nil: null },
)
const department = fc.constantFrom(null, 'Heat Press', 'Packing')
const people = fc.record({
  employees: fc
    .array(fc.record({ name, email: address, department, isActive: fc.boolean() }), {
      maxLength: 12,
    })
    .map((rows) => rows.map(({ name: full, ...rest }, at) => employee(at + 1, full, rest))),
  users: fc
    .array(
      fc.record({
        email: address,
        fullName: fc.option(name, { nil: null }),
        userRole: fc.constant(null),
        actions: fc.subarray(['Packing', 'In Production']),
      }),
      { maxLength: 12 },
    )
    .map((rows) => rows.map((row, at) => ({ ...row, id: userId(at + 1) }))),
})

function match(
  employees: readonly EmployeeRecord[],
  users: readonly UserRecord[],
  existing: ReadonlyMap<PodfactoryUserId, EmployeeId> = new Map(),
): readonly MatchDecision[] {
  const settings = defaultMatchSettings
  return matchPeople({ employees, users, pinned: new Map(), existing, settings })
}

function withoutId({ email, department, isActive }: EmployeeRecord) {
  return { email, department, isActive }
}

function linksOf(decisions: readonly MatchDecision[]): ReadonlyMap<PodfactoryUserId, EmployeeId> {
  return new Map(
    decisions.flatMap((one) => (one.outcome === 'matched' ? [[one.userId, one.employeeId]] : [])),
  )
}

describe('matchPeople', () => {
  test('does not depend on the order of employees and users', () => {
    fc.assert(
      fc.property(people, ({ employees, users }) => {
        const forwards = match(employees, users)
        const backwards = match(employees.toReversed(), users.toReversed())

        expect(backwards.toReversed()).toEqual(forwards)
      }),
      { numRuns: 150 },
    )
  })

  test('does not depend on order in a whole company', () => {
    fc.assert(
      fc.property(seed, (value) => {
        const { employees, users } = sampleRecords(value, 80)

        expect(match(employees.toReversed(), users)).toEqual(match(employees, users))
      }),
      { numRuns: 3 },
    )
  })

  test('comes to the same result when the result is stored and matched again', () => {
    fc.assert(
      fc.property(people, ({ employees, users }) => {
        const first = match(employees, users)

        expect(match(employees, users, linksOf(first))).toEqual(first)
      }),
      { numRuns: 150 },
    )
  })

  test('decides nobody differently because of an employee who shares nothing with anybody', () => {
    fc.assert(
      fc.property(people, ({ employees, users }) => {
        const stranger = employee(999, 'Xqzv Wkjh', { email: 'xqzv@elsewhere.example' })

        expect(match([...employees, stranger], users)).toEqual(match(employees, users))
      }),
      { numRuns: 150 },
    )
  })

  test('never links two equally good people: a doubled employee takes every name link away', () => {
    fc.assert(
      fc.property(people, ({ employees, users }) => {
        const twins = employees.map((one) => employee(one.id + 100, one.name, withoutId(one)))
        const doubled = match([...employees, ...twins], users)

        expect(doubled.filter(({ outcome }) => outcome === 'matched')).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
