import { describe, expect, test } from 'vitest'
import {
  compareDepartment,
  departmentHints,
  departmentKey,
} from '../../../sync/match/department-hints.ts'
import { normalizeEmail } from '../../../sync/match/normalize-email.ts'
import { normalizeName } from '../../../sync/match/normalize-name.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { toVocabulary } from '../../../sync/match/vocabulary.ts'
import { user } from './people-builders.ts'

function hintsOf(
  fullName: string | null,
  email: string | null,
  actions: readonly string[] = [],
  vocabulary = toVocabulary(defaultMatchSettings),
) {
  return departmentHints({
    user: user({ fullName, email, actions }),
    name: normalizeName(fullName),
    email: normalizeEmail(email, defaultMatchSettings),
    vocabulary,
  })
}

describe('what is said about a department', () => {
  test.each([
    ['John Doe', null, [], null],
    ['John Doe', null, ['Sleeping', ''], null],
    ['John Doe', null, ['In Production'], 'action: heat press'],
    ['John Doe', null, ['Labelling', 'LABELING'], 'action: labeling'],
    ['John Doe', null, ['Picking', 'Packing', 'packing'], 'action: packing'],
    ['John Doe', null, ['Shipping', 'Picking'], 'action: picking or shipping'],
    ['John Doe', null, ['Packing', 'Sleeping', 'Sleeping'], 'action: packing'],
    ['John Doe (LB)', null, [], 'name tag: labeling'],
    ['John Doe (HP)', null, [], 'name tag: heat press'],
    ['John Doe (Heat Press)', null, [], 'name tag: heat press'],
    ['John Doe (Night)', null, [], null],
    ['John Doe', 'john.doe.pack@colorecommerce.us', [], 'suffix: packing'],
    ['John Doe', 'john.doe.pack@gmail.example', [], null],
    [
      null,
      'john.doe.shp@colorecommerce.us',
      ['Film Matching'],
      'action: shop floor; suffix: shop floor',
    ],
    [
      'John Doe (LB)',
      'john.doe.pick@colorecommerce.us',
      ['Packing'],
      'action: packing; name tag: labeling; suffix: picking',
    ],
  ] as const)('%s, %s, %j: %s', (fullName, email, actions, said) => {
    expect(hintsOf(fullName, email, actions).said).toBe(said)
  })

  test('is not mistaken for what another user’s tag or action says in the same word', () => {
    const vocabulary = toVocabulary(defaultMatchSettings)
    const said = [
      hintsOf('John Doe (Pack)', null, [], vocabulary),
      hintsOf('John Doe', 'john.doe.pack@colorecommerce.us', [], vocabulary),
    ].map((hints) => hints.said)

    expect(said).toEqual(['name tag: packing', 'suffix: packing'])
  })

  test('names each department once', () => {
    const { departments } = hintsOf('John Doe (HP)', 'john.doe.hp@colorecommerce.us', ['Picking'])

    expect(departments).toEqual(['picking', 'heat press'])
  })
})

describe('an employee’s department', () => {
  test.each([
    ['packing', [], 'unknown'],
    [null, ['Packing'], 'unknown'],
    ['packing', ['Packing'], 'agrees'],
    ['picking', ['Packing'], 'differs'],
    ['picking', ['Packing', 'Picking'], 'agrees'],
  ] as const)('%s, and the user does %j: %s', (department, actions, level) => {
    expect(compareDepartment(hintsOf('John Doe', null, actions), department)).toBe(level)
  })

  test('is mixed where one hint speaks for it and another against', () => {
    expect(compareDepartment(hintsOf('John Doe (LB)', null, ['Packing']), 'packing')).toBe('mixed')
  })

  test.each([
    [' Heat-Press ', 'heat press'],
    ['PACKING', 'packing'],
    ['', null],
    [' - ', null],
    [null, null],
  ])('%j is compared as %j', (text, key) => {
    expect(departmentKey(text)).toBe(key)
  })
})
