import { describe, expect, test } from 'vitest'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { areThoseWhoLeftSeen, type Run } from '../../../sync/match/run.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { surveyRun } from '../../../sync/match/survey.ts'
import { toUserFacts } from '../../../sync/match/user-facts.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import {
  claimOf,
  weighActive,
  weighClaim,
  weighDepartment,
  weighPrior,
} from '../../../sync/match/weigh-context.ts'
import { employee, employeeId, user } from './people-builders.ts'

const settings = defaultMatchSettings

function runOf(employees: readonly EmployeeRecord[], users: readonly UserRecord[] = []): Run {
  const index = buildEmployeeIndex(employees, settings)
  const facts = users.map((one) => toUserFacts(one, toVocabulary(settings)))
  return { index, settings, survey: surveyRun(facts, index) }
}

function withRates(run: Run, rates: Partial<Run['survey']['rates']>): Run {
  return { ...run, survey: { ...run.survey, rates: { ...run.survey.rates, ...rates } } }
}

function company(size: number, changes: Parameters<typeof employee>[2] = {}) {
  return Array.from({ length: size }, (_, at) => employee(at + 1, `Employee ${at}`, changes))
}

describe('what is known before anything is compared', () => {
  test('is the same for every company of up to two hundred, and a bit less for twice as many', () => {
    expect(weighPrior(runOf(company(1)))).toBe(weighPrior(runOf(company(200))))
    expect(weighPrior(runOf(company(200))) - weighPrior(runOf(company(400)))).toBeCloseTo(1)
  })

  test('takes half of the users whom nobody knows for strangers, and never less than three in a hundred', () => {
    const run = runOf(company(200))
    const prior = (unknownShare: number) => weighPrior(withRates(run, { unknownShare }))

    expect(prior(0.1)).toBeCloseTo(Math.log2(0.95 / 0.05 / 200))
    expect(prior(0.5)).toBeCloseTo(Math.log2(0.75 / 0.25 / 200))
    expect(prior(0)).toBeCloseTo(Math.log2(0.97 / 0.03 / 200))
  })
})

describe('a department', () => {
  const employees = [
    ...company(38, { department: 'Packing' }),
    employee(101, 'Ana Gil', { department: 'Picking' }),
    employee(102, 'Eva Gil'),
  ]

  test('counts more when it agrees on a small one, and never more than half a company', () => {
    const run = runOf(employees)
    const small = weighDepartment('agrees', 'picking', run)
    const large = weighDepartment('agrees', 'packing', run)

    expect(large).toBeCloseTo(Math.log2(0.88 / 0.5))
    expect(small).toBeCloseTo(Math.log2(0.88 / (3 / 51)))
    expect(weighDepartment('agrees', 'unheard of', run)).toBeCloseTo(large)
    expect(weighDepartment('agrees', null, run)).toBeCloseTo(large)
  })

  test('counts against when it differs, tells nothing when unknown, and never speaks for anybody when mixed', () => {
    const run = runOf(employees)

    expect(weighDepartment('differs', 'packing', run)).toBeCloseTo(Math.log2(0.07 / 0.5))
    expect(weighDepartment('differs', 'picking', run)).toBeCloseTo(Math.log2(0.07 / (48 / 51)))
    expect(weighDepartment('unknown', 'picking', run)).toBe(0)
    expect(weighDepartment('mixed', 'packing', run)).toBeCloseTo(Math.log2(0.05 / 0.25))
    expect(weighDepartment('mixed', 'picking', withRates(run, { departmentMixed: 0.5 }))).toBe(0)
  })
})

describe('somebody who has left', () => {
  test('is seen as seldom as the run says', () => {
    const run = runOf([employee(1, 'Ana Gil'), employee(2, 'Eva Gil', { isActive: false })])
    const [there, left] = [run.index.byId.get(employeeId(1)), run.index.byId.get(employeeId(2))]
    if (there === undefined || left === undefined) throw new TypeError('no employee')

    expect(weighActive(there, run)).toBe(0)
    expect(weighActive(left, withRates(run, { inactiveRatio: 0.25 }))).toBeCloseTo(-2)
    expect(weighActive(left, withRates(run, { inactiveRatio: 0.5 }))).toBeCloseTo(-1)
    expect(areThoseWhoLeftSeen(run)).toBe(false)
    expect(areThoseWhoLeftSeen(withRates(run, { inactiveRatio: 0.5 }))).toBe(true)
    expect(areThoseWhoLeftSeen(withRates(run, { inactiveRatio: 0.49 }))).toBe(false)
  })
})

describe('a claim on an employee’s address', () => {
  const emails = ['ana.gil', 'eva.gil', 'mia.gil', 'zoe.gil', 'lea.gil', 'kim.gil']
  const employees = emails.map((local, at) =>
    employee(at + 1, local.replace('.', ' '), { email: `${local}@colorecommerce.us` }),
  )
  const ana = user({ email: 'ana.gil@colorecommerce.us', fullName: 'Ana Gil' }, 1)
  const eva = user({ email: 'eva.gil@colorecommerce.us', fullName: 'Eva Gil' }, 2)
  const other = user({ fullName: 'Ana Gil' }, 3)

  function claim(
    of: number,
    by: UserRecord,
    among: readonly EmployeeRecord[],
    users: UserRecord[],
  ) {
    const run = runOf(among, users)
    const found = run.index.byId.get(employeeId(of))
    if (found === undefined) throw new TypeError('no employee')
    return claimOf(toUserFacts(by, toVocabulary(settings)), found, run)
  }

  test('is another user’s, nobody’s yet, or his own', () => {
    const users = [ana, eva, other]

    expect(claim(1, other, employees, users)).toBe('claimed')
    expect(claim(3, other, employees, users)).toBe('free')
    expect(claim(1, ana, employees, users)).toBeNull()
    expect(claim(1, eva, employees, users)).toBe('claimed')
  })

  test('tells nothing of an employee without address, or where fewer than one in five is claimed', () => {
    const lone = employee(9, 'Ana Gil')

    expect(claim(9, other, [...employees, lone], [ana, eva])).toBeNull()
    expect(claim(1, other, employees, [ana])).toBeNull()
    expect(claim(1, other, employees.slice(0, 5), [ana])).toBe('claimed')
  })

  test.each([
    ['claimed', true, -0.5],
    ['claimed', false, -1.5],
    ['free', true, 0.25],
    ['free', false, 0.5],
    [null, true, 0],
  ] as const)(
    '%s, full name %s: %d bits where one in five has a further user',
    (is, isFull, bits) => {
      expect(weighClaim(is, isFull, withRates(runOf([]), { furtherUsers: 0.2 }))).toBeCloseTo(bits)
    },
  )

  test('tells nothing where people have several users anyway', () => {
    expect(weighClaim('claimed', false, withRates(runOf([]), { furtherUsers: 0.6 }))).toBeCloseTo(0)
  })
})
