import { describe, expect, test } from 'vitest'
import { areNicknames, isListedName, nicknamesOf } from '../../../sync/match/nicknames.ts'

describe('short forms of names', () => {
  test.each([
    ['bob', 'robert', true],
    ['bob', 'bobby', true],
    ['bobbie', 'robert', true],
    ['jimy', 'james', true],
    ['jimmey', 'james', true],
    ['torrie', 'victoria', true],
    ['pepe', 'jose', true],
    ['bob', 'bob', false],
    ['bob', 'mary', false],
    ['xlqnor', 'robert', false],
    ['robert', 'xlqnor', false],
  ])('%s and %s may be one person: %s', (a, b, expected) => {
    expect(areNicknames(a, b)).toBe(expected)
    expect(areNicknames(b, a)).toBe(expected)
  })

  test('are listed for a name and any spelling of it, never the name itself', () => {
    expect(nicknamesOf('bob')).toContain('robert')
    expect(nicknamesOf('bobbie')).toContain('robert')
    expect(nicknamesOf('robert')).toEqual(expect.arrayContaining(['bob', 'bobby']))
    expect(nicknamesOf('robert')).not.toContain('robert')
    expect(nicknamesOf('xlqnor')).toEqual([])
  })

  test('make a word a known given name as it stands in the list', () => {
    expect(['bob', 'robert', 'xlqnor', ''].map((name) => isListedName(name))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
