import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeName } from '../../../sync/match/normalize-name.ts'

describe('normalizeName', () => {
  test.each([
    ['John Doe', 'john doe'],
    ['john.doe', 'john doe'],
    ['john_doe', 'john doe'],
    ['  JOHN   DOE ', 'john doe'],
    ['Doe, John', 'john doe'],
    ['Doe, John, Jr.', 'john doe'],
    ['Doe,, John', 'john doe'],
    ['Doe,', 'doe'],
    ['John(HP)Doe', 'john doe'],
    ['Mr. John Doe', 'john doe'],
    ['Prof. Dr. John Doe', 'john doe'],
    ['John Doe (HP)', 'john doe'],
    ['john.doe@colorecommerce.us', 'john doe'],
    ['john.doe2', 'john doe'],
    ["Seán O'Brien", 'sean obrien'],
    ['Đặng Thị Hà', 'dang thi ha'],
    ['Łukasz Straße', 'lukasz strasse'],
    ['Андрей', 'andrei'],
    ['García-López, Ana', 'ana garcia lopez'],
  ])('reads %s as %s', (text, key) => {
    expect(normalizeName(text)?.key).toBe(key)
  })

  test.each([null, '', '   ', '-', '(HP)', '42'])('finds no name in %j', (text) => {
    expect(normalizeName(text)).toBeNull()
  })

  test('keeps the original, the station tag and the generation', () => {
    const name = normalizeName(' Doe, John Jr. (HP) ')

    expect(name).toMatchObject({ original: 'Doe, John Jr. (HP)', tags: ['hp'], generation: 'jr' })
  })

  test('keeps a given name that looks like a generation or a title', () => {
    expect(normalizeName('Junior Perez')?.words).toEqual(['junior', 'perez'])
    expect(normalizeName('Dr')?.words).toEqual(['dr'])
  })

  test.each([
    'Mr',
    'Mrs',
    'Ms',
    'Miss',
    'Mx',
    'Dr',
    'Prof',
    'Sir',
    'Madam',
    'Sra',
    'Srta',
    'Señor',
    'Señora',
  ])('leaves out the title %s', (title) => {
    expect(normalizeName(`${title} Ana Gil`)?.key).toBe('ana gil')
    expect(normalizeName(`${title}. Gil`)?.key).toBe('gil')
  })

  test.each([
    ['Jr.', 'jr'],
    ['Junior', 'jr'],
    ['Sr', 'sr'],
    ['II', 'ii'],
    ['III', 'iii'],
    ['IV', 'iv'],
  ])('tells the generation %s behind two names at least', (written, generation) => {
    expect(normalizeName(`John Doe ${written}`)).toMatchObject({ key: 'john doe', generation })
    expect(normalizeName(`Đoe, John ${written}`)).toMatchObject({ key: 'john doe', generation })
    expect(normalizeName(`Doe ${written}`)?.generation).toBeNull()
    expect(normalizeName(`${written} John Doe`)?.generation).toBeNull()
  })

  test('sorts words of any order, twice the same among them', () => {
    expect(normalizeName('Zoe Ana Zoe')?.sortedKey).toBe('ana zoe zoe')
    expect(normalizeName('Ana Ana Zoe')?.sortedKey).toBe('ana ana zoe')
    expect(normalizeName('Ana Bea Cleo')?.sortedKey).toBe('ana bea cleo')
    expect(normalizeName('Bea Cleo Ana')?.sortedKey).toBe('ana bea cleo')
  })

  test('gives one sorted and one compact key for swapped and respaced names', () => {
    expect(normalizeName('Pérez Ana')?.sortedKey).toBe(normalizeName('Ana Perez')?.sortedKey)
    expect(normalizeName('Ha-eun Jung')?.compactKey).toBe(normalizeName('Haeun Jung')?.compactKey)
  })

  test('is stable: the key of a key is the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = normalizeName(text)?.key ?? null
        fc.pre(key !== null && normalizeName(text)?.generation === null)
        const again = normalizeName(key)
        fc.pre(again?.words.length === key.split(' ').length && again.generation === null)

        expect(again.key).toBe(key)
      }),
    )
  })
})
