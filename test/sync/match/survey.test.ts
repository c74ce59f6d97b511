import { describe, expect, test } from 'vitest'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { surveyRun } from '../../../sync/match/survey.ts'
import { toUserFacts } from '../../../sync/match/user-facts.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'
import { employee, user, userId } from './people-builders.ts'

function survey(employees: readonly EmployeeRecord[], users: readonly UserRecord[]) {
  const vocabulary = toVocabulary(defaultMatchSettings)
  const index = buildEmployeeIndex(employees, defaultMatchSettings)
  return surveyRun(
    users.map((one) => toUserFacts(one, vocabulary)),
    index,
  )
}

const ANA = employee(1, 'Ana Gil', { email: 'ana.gil@colorecommerce.us', department: 'Packing' })
const EVA = employee(2, 'Eva Ruiz', { email: 'eva.ruiz@colorecommerce.us', department: 'Picking' })

describe('who has whose address', () => {
  test.each([
    ['ana.gil@colorecommerce.us', 'Ana Gil', 1],
    ['ana.gil.hp@colorecommerce.us', 'A. Gil', 1],
    ['ana.gil+x@colorecommerce.us', 'Gil', 1],
    ['ana.gil@colorecommerce.us', 'Mia Gil', 0],
    ['ana.gil@colorecommerce.us', null, 0],
    ['mia.gil@colorecommerce.us', 'Ana Gil', 0],
    [null, 'Ana Gil', 0],
  ])('%s called %s: %i', (email, fullName, count) => {
    const { claims, claimants } = survey([ANA, EVA], [user({ email, fullName })])

    expect(claims.get(ANA.id) ?? 0).toBe(count)
    expect(claimants.get(userId(1))).toBe(count === 0 ? undefined : ANA.id)
  })

  test('is nobody’s claim when two employees share the address, or the owner has no name', () => {
    const asked = user({ email: 'ana.gil@colorecommerce.us', fullName: 'Ana Gil' })
    const twin = employee(3, 'Ana Gil', { email: ANA.email })

    expect(survey([ANA, twin], [asked]).claims.size).toBe(0)
    expect(survey([{ ...ANA, name: '' }], [asked]).claims.size).toBe(0)
  })

  test('counts further users of an address', () => {
    const users = [1, 2, 3].map((id) =>
      user({ email: 'ana.gil@colorecommerce.us', fullName: 'Ana Gil' }, id),
    )
    const found = survey([ANA, EVA], users)

    expect(found.claims.get(ANA.id)).toBe(3)
    expect(found.rates.furtherUsers).toBeCloseTo((2 + 0.1 * 40) / (1 + 40))
    expect(survey([ANA], []).rates.furtherUsers).toBeCloseTo(0.1)
  })
})

describe('words and names of nobody', () => {
  test('are counted once per user', () => {
    const users = ['Ana Xu Xu', 'Xu Gil', 'Eva Ruiz', null].map((fullName, at) =>
      user({ fullName }, at + 1),
    )

    expect([...survey([ANA, EVA], users).unknownWords]).toEqual([['xu', 2]])
  })

  test.each([
    [['Ana Gil'], 0, 1],
    [['Gil Ana', 'Anagil Xu', 'An Agil'], 1, 3],
    [['Zed Zorn', 'Ana', 'Heat Press 3'], 1, 1],
    [['Zed Zorn', 'Zoe Zorn'], 2, 2],
  ])('of %j, %i of %i full names are unknown', (names, unknown, named) => {
    const users = names.map((fullName, at) => user({ fullName }, at + 1))

    expect(survey([ANA, EVA], users).rates.unknownShare).toBeCloseTo(
      (unknown + 0.1 * 40) / (named + 40),
    )
  })

  test('are not unknown when the address is an employee’s', () => {
    const renamed = user({ email: ANA.email, fullName: 'Ana Gil Soto' })

    expect(survey([ANA], [renamed]).rates.unknownShare).toBeCloseTo(4 / 41)
  })
})

describe('where linked people work', () => {
  test.each([
    [['Packing'], 1, 0, 0],
    [['Picking'], 0, 0, 1],
    [[], 0, 0, 0],
  ])('%j', (actions, agrees, mixed, differs) => {
    const { rates } = survey([ANA], [user({ email: ANA.email, fullName: 'Ana Gil', actions })])
    const total = 40 + agrees + mixed + differs

    expect(rates.departmentAgrees).toBeCloseTo((agrees + 0.88 * 40) / total)
    expect(rates.departmentMixed).toBeCloseTo((mixed + 0.05 * 40) / total)
    expect(rates.departmentDiffers).toBeCloseTo((differs + 0.07 * 40) / total)
  })

  test('may be here by one hint and elsewhere by another', () => {
    const fullName = 'Ana Gil (HP)'
    const { rates } = survey([ANA], [user({ email: ANA.email, fullName, actions: ['Packing'] })])

    expect(rates.departmentMixed).toBeCloseTo(3 / 41, 6)
  })
})

describe('those who have left', () => {
  const people = (count: number, from: number, isActive: boolean) =>
    Array.from({ length: count }, (_, at) =>
      employee(from + at, 'Ana Gil', { email: `a${from + at}@colorecommerce.us`, isActive }),
    )
  const users = (employees: readonly EmployeeRecord[]) =>
    employees.map(({ id, email }) => user({ email, fullName: 'Ana Gil' }, id))
  const [active, left] = [people(18, 1, true), people(10, 101, false)]

  test('are seen a quarter as often as the others, until the run says otherwise', () => {
    expect(survey([], []).rates.inactiveRatio).toBeCloseTo(0.25)
    expect(survey([...active, ...left], users(active)).rates.inactiveRatio).toBeCloseTo(
      (0.95 * 10) / (9.5 + 38),
    )
  })

  test('are seen oftener the more of them have users, never oftener than everybody', () => {
    const employees = [...active, ...left]
    const some = survey(employees, users([...active, ...left.slice(0, 5)]))
    const only = survey(employees, users(left))

    expect(some.rates.inactiveRatio).toBeCloseTo((5 + 9.5) / (9.5 + 38))
    expect(only.rates.inactiveRatio).toBe(1)
  })
})

describe('a domain where people have the local part of their company address', () => {
  const given =
    'Alma Bruno Celia Dario Elvira Fabio Gilda Homero Irma Justo Karl Lena Milo Nora Otto Pia Quim Rosa Saul Tina'.split(
      ' ',
    )
  const employees = given.map((name, at) =>
    employee(at + 1, `${name} Novak`, { email: `${name.toLowerCase()}.n@colorecommerce.us` }),
  )
  const users = (agreeing: number, others: number, domain = 'vendor.example') =>
    given.slice(0, agreeing + others).map((name, at) => {
      const local = at < agreeing ? `${name.toLowerCase()}.n` : `x${at}`
      return user({ fullName: `${name} Novak`, email: `${local}@${domain}` }, at + 1)
    })

  test.each([
    [8, 0, true],
    [7, 0, false],
    [7, 1, true],
    [7, 2, false],
    [6, 2, false],
    [9, 1, true],
    [17, 3, true],
    [16, 3, false],
  ])('%i agree and %i do not: %s', (agreeing, others, isMirror) => {
    const { mirrorDomains } = survey(employees, users(agreeing, others))

    expect([...mirrorDomains]).toEqual(isMirror ? ['vendor.example'] : [])
  })

  test('is not the company’s own, and namesakes tell nothing', () => {
    const twins = employees.map((one) => ({ ...one, id: employee(one.id + 100, '').id }))

    expect(survey(employees, users(8, 0, 'colorecommerce.us')).mirrorDomains.size).toBe(0)
    expect(survey([...employees, ...twins], users(8, 0)).mirrorDomains.size).toBe(0)
    const without = employees.map((one) => ({ ...one, email: null }))
    expect(survey(without, users(8, 0)).mirrorDomains.size).toBe(0)
  })
})
