import { describe, expect, test } from 'vitest'
import { compareAddress } from '../../../sync/match/compare-address.ts'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { surveyRun } from '../../../sync/match/survey.ts'
import { toUserFacts } from '../../../sync/match/user-facts.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'
import { employee, employeeId, user } from './people-builders.ts'

/** How the user's address leads to that of the first employee. */
function levelOf(
  written: { readonly email: string | null; readonly fullName?: string },
  theirs: string | null,
  others: readonly string[] = [],
) {
  const vocabulary = toVocabulary(defaultMatchSettings)
  const employees = [theirs, ...others].map((email, at) => employee(at + 1, 'Zed Zorn', { email }))
  const index = buildEmployeeIndex(employees, defaultMatchSettings)
  const facts = toUserFacts(user(written), vocabulary)
  const asked = index.byId.get(employeeId(1))
  if (asked === undefined) throw new TypeError('no employee')
  const survey = surveyRun([facts], index)
  return compareAddress(facts, asked, { index, settings: defaultMatchSettings, survey })
}

describe('an address against that of an employee', () => {
  test.each([
    ['john.doe@colorecommerce.us', 'john.doe@colorecommerce.us', 'exact'],
    ['john.doe+x@colorecommerce.us', 'john.doe@colorecommerce.us', 'plus'],
    ['john.doe.hp@colorecommerce.us', 'john.doe@colorecommerce.us', 'suffix'],
    ['john_doe@colorecommerce.us', 'john.doe@colorecommerce.us', 'respelled'],
    ['john.doe@', 'john.doe@colorecommerce.us', 'respelled'],
    ['john.doe@', 'john.doe@gmail.example', 'none'],
    ['jane.doe@colorecommerce.us', 'john.doe@colorecommerce.us', 'contradicts'],
    ['shipping@colorecommerce.us', 'john.doe@colorecommerce.us', 'other'],
    ['john.doe@gmail.example', 'john.doe@colorecommerce.us', 'other'],
    ['john.doe@colorecommerce.us', 'john.doe@gmail.example', 'other'],
    ['john.doe@gmail.example', 'john.doe@gmail.example', 'exact'],
    ['john.doe@gmail.example', null, 'none'],
    [null, 'john.doe@gmail.example', 'none'],
    ['n/a', 'john.doe@gmail.example', 'none'],
  ])('%s and %s: %s', (email, theirs, level) => {
    expect(levelOf({ email }, theirs)).toBe(level)
  })

  test.each([
    ['jon.doe@gmail.example', 'john.doe@gmail.example', 'similar'],
    ['jon.doa@gmail.example', 'john.doe@gmail.example', 'similar'],
    ['jn.doe@gmail.example', 'john.doe@gmail.example', 'similar'],
    ['jan.doa@gmail.example', 'john.doe@gmail.example', 'differs'],
    ['john.doe@gmail.example', 'john.doe@gmial.example', 'similar'],
    ['mary@posteo.example', 'john.doe@gmail.example', 'differs'],
    ['ab@cde.xyz', 'aa@cde.xyz', 'similar'],
    ['a@cde.xyz', 'aa@cde.xyz', 'differs'],
    ['aa@cde.xyz', 'a@cde.xyz', 'differs'],
  ])('private ones, %s and %s: %s', (email, theirs, level) => {
    expect(levelOf({ email }, theirs)).toBe(level)
  })

  test('tells nothing a slip away where more than eight employees have the domain', () => {
    const colleagues = (count: number) =>
      Array.from({ length: count }, (_, at) => `colleague${at}@mail.example`)
    const email = 'jon.doe@mail.example'

    expect(levelOf({ email }, 'john.doe@mail.example', colleagues(7))).toBe('similar')
    expect(levelOf({ email }, 'john.doe@mail.example', colleagues(8))).toBe('other')
  })

  test.each([
    ['Mario Lopez', 'mario.lopez@lopez.example', 'maria.lopez@lopez.example', 'other'],
    ['Ana Lopez', 'mario.lopez@lopez.example', 'maria.lopez@lopez.example', 'similar'],
    ['Lopez', 'mario.lopez@lopez.example', 'maria.lopez@lopez.example', 'similar'],
    ['Bo Lopez', 'bo.lopez@lopez.example', 'ba.lopez@lopez.example', 'similar'],
    ['Joe Lopez', 'joe.lopez@lopez.example', 'jo.lopez@lopez.example', 'other'],
  ])('of %s, %s and %s: %s', (fullName, email, theirs, level) => {
    expect(levelOf({ email, fullName }, theirs)).toBe(level)
  })
})
