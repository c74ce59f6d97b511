import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import { madeUpRoster } from '../../../bench/quality/made-up-rosters.ts'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { scoreOf } from '../../../sync/match/score.ts'
import { employee, user, userId } from './people-builders.ts'

export type Law = fc.IProperty<unknown>

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

/** What matching never does, each with the companies it must hold for. */
export const MATCHING_LAWS: readonly { readonly name: string; readonly law: Law }[] = [
  {
    name: 'does not depend on the order of employees and users',
    law: fc.property(people, ({ employees, users }) => {
      const forwards = match(employees, users)
      const backwards = match(employees.toReversed(), users.toReversed())

      deepStrictEqual(backwards.toReversed(), forwards)
    }),
  },
  {
    name: 'comes to the same result when the result is stored and matched again',
    law: fc.property(people, ({ employees, users }) => {
      const first = match(employees, users)

      deepStrictEqual(match(employees, users, linksOf(first)), first)
    }),
  },
  {
    name: 'is not led to somebody else by an employee who shares nothing with anybody',
    law: fc.property(people, ({ employees, users }) => {
      const stranger = employee(999, 'Xqzv Wkjh', { email: 'xqzv@elsewhere.example' })
      const before = match(employees, users)

      for (const [at, after] of match([...employees, stranger], users).entries()) {
        if (after.outcome !== 'matched') continue
        deepStrictEqual(after.employeeId, before[at]?.candidates[0]?.employeeId)
      }
    }),
  },
  {
    name: 'is not led to somebody else by a user who shares nothing with anybody',
    law: fc.property(people, ({ employees, users }) => {
      const stranger = { ...user({ fullName: 'Xqzv Wkjh', email: 'xqzv@elsewhere.example' }, 999) }
      const before = match(employees, users)
      const after = match(employees, [...users, stranger])

      deepStrictEqual(after.at(-1)?.outcome, 'unmatched')
      for (const [at, decision] of after.slice(0, -1).entries()) {
        if (decision.outcome !== 'matched') continue
        deepStrictEqual(decision.employeeId, before[at]?.candidates[0]?.employeeId)
      }
    }),
  },
  {
    name: 'gives every candidate the score that the weights of his evidence add up to, best first',
    law: fc.property(people, ({ employees, users }) => {
      for (const { candidates, outcome, score } of match(employees, users)) {
        const bits = candidates.map(({ evidence }) =>
          evidence.reduce((sum, { weight }) => sum + weight, 0),
        )

        deepStrictEqual(
          candidates.map((one) => one.score),
          bits.map((sum) => scoreOf(sum)),
        )
        if (outcome === 'review')
          deepStrictEqual(
            bits,
            bits.toSorted((a, b) => b - a),
          )
        deepStrictEqual(score, candidates[0]?.score ?? 0)
      }
    }),
  },
  {
    name: 'never links two equally good people: a doubled employee takes every name link away',
    law: fc.property(people, ({ employees, users }) => {
      const twins = employees.map((one) => employee(one.id + 100, one.name, withoutId(one)))
      const doubled = match([...employees, ...twins], users)

      deepStrictEqual(
        doubled.filter(({ outcome }) => outcome === 'matched'),
        [],
      )
    }),
  },
]

/** The first law for a made-up company of `size` employees, with all that real rosters have. */
export function orderLawOfCompanies(size: number): Law {
  return fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
    const { employees, users } = madeUpRoster(seed, size).load()

    deepStrictEqual(match(employees.toReversed(), users), match(employees, users))
  })
}

/** In such a company, strangers who join as users or as employees make no link wrong that was not wrong before. */
export function strangerLawOfCompanies(size: number): Law {
  return fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
    const { employees, users, truth } = madeUpRoster(seed, size).load()
    const wrong = (decisions: readonly MatchDecision[]) =>
      decisions
        .filter(({ outcome }) => outcome === 'matched')
        .filter(({ userId: id, employeeId }) => truth.get(id)?.employeeId !== employeeId)
        .map(({ userId: id, employeeId }) => `${id} ${employeeId}`)
    const newcomers = ['Xqzv Wkjh', 'Wkjh Zzyx'].map((name, at) => employee(900_001 + at, name))
    const strangers = ['Bvcxy Mnbvt', 'Plmkw Tgbyh'].map((fullName, at) =>
      user({ fullName }, 900_001 + at),
    )
    const before = new Set(wrong(match(employees, users)))

    const after = wrong(match([...employees, ...newcomers], [...users, ...strangers]))
    deepStrictEqual(
      after.filter((link) => !before.has(link)),
      [],
    )
  })
}
