import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareNames, type NameLevel } from '../../../sync/match/compare-names.ts'
import { type NormalizedName, normalizeName } from '../../../sync/match/normalize-name.ts'

function name(text: string): NormalizedName {
  const found = normalizeName(text)
  if (found === null) throw new TypeError(`no name: ${text}`)
  return found
}

const CASES: readonly (readonly [string, string, NameLevel])[] = [
  ['John Doe', 'John Doe', 'exact'],
  ['john.doe', 'John Doe', 'spelling'],
  ['Nguyen Trinh', 'Nguyễn Trinh', 'spelling'],
  ['Doe John', 'John Doe', 'order'],
  ['Haeun Jung', 'Ha-eun Jung', 'spacing'],
  ['Trươn gNgọc Minh', 'Trương Ngọc Minh', 'spacing'],
  ['John Doe', 'John Albert Doe', 'subset'],
  ['Ana García', 'Ana García López', 'subset'],
  ['John Doe', 'John Doe Jr', 'subset'],
  ['Jhon Doe', 'John Doe', 'typo'],
  ['John Deo', 'John Doe', 'typo'],
  ['Bob Smith', 'Robert Smith', 'nickname'],
  ['Jimmie Smith', 'James Smith', 'nickname'],
  ['J. Doe', 'John Doe', 'initial'],
  ['Chrisy Watson', 'Christopher Watson', 'short-form'],
  ['Jhon Deo', 'John Doe', 'similar'],
  ['Bob Smith', 'Robert Allen Smith', 'similar'],
  ['John', 'John Doe', 'lone'],
  ['Doe', 'John Doe', 'lone'],
  ['John Smith', 'John Doe', 'partial'],
  ['Robert Smith', 'John Smith', 'partial'],
  ['Robert Smith', 'Richard Smith', 'partial'],
  ['John Doe Jr', 'John Doe Sr', 'partial'],
  ['John Doe Jr', 'John Doe', 'subset'],
  ['Jr. J. Doe', 'J. Doe', 'subset'],
  ['Truo nNgoc', 'Truong Ngoc', 'typo'],
  ['Annameier', 'Anna Meyer', 'none'],
  ['Anna Meyer', 'Annameier', 'none'],
  ['Bob Crter Lee', 'Robert Carter Lee', 'similar'],
  ['Chrisy Bob Carter', 'Christopher Robert Carter', 'partial'],
  ['Chrisy', 'Christopher Carter', 'none'],
  ['J. Doe', 'J. Smith', 'none'],
  ['John Doe', 'John Jhon Doe Lee', 'subset'],
  ['Mary Major', 'John Doe', 'none'],
  ['Maria', 'Mark Smith', 'none'],
]

describe('compareNames', () => {
  test.each(CASES)('%s and %s: %s', (a, b, level) => {
    expect(compareNames(name(a), name(b))).toBe(level)
  })

  test('finds a contradiction either way round', () => {
    const word = fc.constantFrom('ana', 'anna', 'john', 'jhon', 'bob', 'robert', 'j', 'doe', 'dole')
    const names = fc
      .array(word, { minLength: 1, maxLength: 4 })
      .map((words) => name(words.join(' ')))
    fc.assert(
      fc.property(names, names, (a, b) => {
        expect(isVague(compareNames(a, b))).toBe(isVague(compareNames(b, a)))
      }),
    )
  })
})

function isVague(level: NameLevel): boolean {
  return level === 'partial' || level === 'none'
}
