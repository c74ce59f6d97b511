import { describe, expect, test } from 'vitest'
import { foldText, foldWords } from '../../../sync/match/fold-text.ts'

describe('folded text', () => {
  test.each([
    ['Đặng', 'dang'],
    ['MÜLLER', 'muller'],
    ['John DOE', 'john doe'],
    ['Straße', 'strasse'],
    ['Ｊohn', 'john'],
    ['Иван', 'ivan'],
    ['', ''],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  test('falls into words, an apostrophe joining', () => {
    expect(foldWords(" O'Brien--Núñez, Ana (HP 2)")).toEqual(['obrien', 'nunez', 'ana', 'hp', '2'])
    expect(foldWords('O`Brien O’Brien')).toEqual(['obrien', 'obrien'])
    expect(foldWords('--')).toEqual([])
  })
})
