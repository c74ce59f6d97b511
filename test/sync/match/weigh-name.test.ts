import { describe, expect, test } from 'vitest'
import { compareNamesByWord } from '../../../sync/match/compare-names.ts'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { normalizeName } from '../../../sync/match/normalize-name.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { weighName } from '../../../sync/match/weigh-name.ts'
import { employee } from './people-builders.ts'

const GIVEN = 'William Alma Bruno Celia Dario Elvira Fabio Gilda Homero Irma Robert Ho'.split(' ')
const FAMILY =
  'Carter Quiroga Zamudio Ferrer Ibarra Kessler Novak Osorio Pineda Tapia Urbina Velasco Bustamante'.split(
    ' ',
  )
const names = GIVEN.flatMap((given) => FAMILY.map((family) => `${given} ${family}`))
const { names: statistics } = buildEmployeeIndex(
  [...names, 'Xenia Dvorakova'].map((name, at) => employee(at + 1, name)),
  defaultMatchSettings,
)

function weigh(written: string, known: string, spelled: readonly string[] = [], others = 0) {
  return compare(written, known, spelled, others).bits
}

function compare(written: string, known: string, spelled: readonly string[] = [], others = 0) {
  const [a, b] = [normalizeName(written), normalizeName(known)]
  if (a === null || b === null) throw new TypeError('no name')
  return weighName(compareNamesByWord(a, b), a, b, {
    statistics,
    shareOfOtherUsers: () => others,
    isSpelledByAddress: (word) => spelled.includes(word),
  })
}

/** Pairs of which the first must weigh more than the second by at least so many bits. */
const ORDER: readonly (readonly [string, number, number, number])[] = [
  [
    'a rare name, a common one',
    weigh('Xenia Dvorakova', 'Xenia Dvorakova'),
    weigh('Alma Tapia', 'Alma Tapia'),
    5,
  ],
  [
    'a name, a slip in it',
    weigh('Xenia Dvorakova', 'Xenia Dvorakova'),
    weigh('Xenia Dvorakva', 'Xenia Dvorakova'),
    0.5,
  ],
  [
    'one slip, two slips',
    weigh('Alma Bustamnte', 'Alma Bustamante'),
    weigh('Alma Bustmnte', 'Alma Bustamante'),
    0.5,
  ],
  [
    'a slip, another initial',
    weigh('Alma Bustamnte', 'Alma Bustamante'),
    weigh('Alma Gustamante', 'Alma Bustamante'),
    2,
  ],
  [
    'a slip, another ending',
    weigh('Elvria Tapia', 'Elvira Tapia'),
    weigh('Elviro Tapia', 'Elvira Tapia'),
    2,
  ],
  [
    'a slip in a long word, in a short one',
    weigh('Elvra Tapia', 'Elvira Tapia'),
    weigh('Hu Tapia', 'Ho Tapia'),
    4.5,
  ],
  [
    'a slip, another employee’s word',
    weigh('Dari Tapia', 'Dario Tapia'),
    weigh('Fabio Tapia', 'Fabia Tapia'),
    2,
  ],
  [
    'a short form, a contradiction',
    weigh('Bill Carter', 'William Carter'),
    weigh('Irma Carter', 'William Carter'),
    8,
  ],
  [
    'an initial that the address spells, one alone',
    weigh('W. Carter', 'William Carter', ['william']),
    weigh('W. Carter', 'William Carter'),
    0.5,
  ],
  [
    'all words, one left out',
    weigh('Alma Celia Tapia', 'Alma Celia Tapia'),
    weigh('Alma Tapia', 'Alma Celia Tapia'),
    2,
  ],
  [
    'the second word left out, the first',
    weigh('Alma Tapia', 'Alma Celia Tapia'),
    weigh('Celia Tapia', 'Alma Celia Tapia'),
    2,
  ],
  [
    'a word left out, a word added',
    weigh('Alma Tapia', 'Alma Celia Tapia'),
    weigh('Alma Celia Tapia', 'Alma Tapia'),
    4,
  ],
  [
    'a slip that nobody else makes, one that many write',
    weigh('Alma Bustamnte', 'Alma Bustamante'),
    weigh('Alma Bustamnte', 'Alma Bustamante', [], 0.05),
    2,
  ],
  [
    'no generation, another one',
    weigh('Alma Tapia Jr', 'Alma Tapia'),
    weigh('Alma Tapia Jr', 'Alma Tapia Sr'),
    4,
  ],
  [
    'a short form, the same beginning',
    weigh('Elv Tapia', 'Elvira Tapia'),
    weigh('Elvo Tapia', 'Elvira Tapia'),
    2,
  ],
  [
    'a name inside the written one, the same beginning',
    weigh('Elviranda Tapia', 'Elvira Tapia'),
    weigh('Elvo Tapia', 'Elvira Tapia'),
    2,
  ],
  [
    'the first two letters swapped, another one before them',
    weigh('Levira Tapia', 'Elvira Tapia'),
    weigh('Xelvira Tapia', 'Elvira Tapia'),
    1,
  ],
  [
    'the first two letters swapped, the first one left out',
    weigh('Levira Tapia', 'Elvira Tapia'),
    weigh('Lvira Tapia', 'Elvira Tapia'),
    1,
  ],
  [
    'a slip in the middle, a vowel left out at the end',
    weigh('Alma Tpia', 'Alma Tapia'),
    weigh('Alma Tapi', 'Alma Tapia'),
    1,
  ],
  [
    'other spacing, other spacing and a slip',
    weigh('Al ma Tapia', 'Alma Tapia'),
    weigh('Al mTapia', 'Alma Tapia'),
    3,
  ],
  [
    'other order, other spacing',
    weigh('Tapia Alma', 'Alma Tapia'),
    weigh('Al ma Tapia', 'Alma Tapia'),
    1,
  ],
]

describe('the weight of a name', () => {
  test.each(ORDER)('%s', (_, more, less, bits) => {
    expect(more - less).toBeGreaterThanOrEqual(bits)
  })

  test('of an initial is the same whoever writes it', () => {
    expect(weigh('Alma Tapia', 'A. Tapia')).toBe(weigh('A. Tapia', 'Alma Tapia'))
  })

  test('of an initial gains nothing from an address that spells two letters', () => {
    expect(weigh('H. Tapia', 'Ho Tapia', ['ho'])).toBe(weigh('H. Tapia', 'Ho Tapia'))
  })

  test('of a contradicting name counts against', () => {
    expect(weigh('Irma Novak', 'Xenia Dvorakova')).toBeLessThan(-5)
  })

  test('never exceeds that of the same names', () => {
    for (const written of ['Bill Carter', 'Wiliam Carter', 'W Carter', 'Carter', 'Willam Crter']) {
      expect(weigh(written, 'William Carter')).toBeLessThan(
        weigh('William Carter', 'William Carter'),
      )
    }
  })
})

test.each([
  ['Alma Zamudoi', 'Alma Zamudio', false],
  ['Fabio Tapia', 'Fabia Tapia', true],
  ['Fabiu Tapia', 'Fabia Tapia', false],
  ['Alma Tapia Novak', 'Alma Tapia Novax', true],
  ['Alma Tapia Novaq', 'Alma Tapia Novax', false],
  ['Roberto Tapia', 'Robert Tapia', true],
  ['Alma Tapia', 'Alma Tapia', false],
  ['Alma Quiroga', 'Bruno Zamudio', true],
  ['Alma Tapia Novak', 'Alma Novak', true],
  ['Alma Novak', 'Alma Tapia Novak', false],
])('whether a word of %s is none of %s’s: %s', (written, known, expected) => {
  expect(compare(written, known).hasForeignWord).toBe(expected)
})
