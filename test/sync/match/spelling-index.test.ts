import { describe, expect, test } from 'vitest'
import { isOneEdit } from '../../../sync/match/edit-distance.ts'
import { buildSpellingIndex } from '../../../sync/match/spelling-index.ts'

const SYLLABLES = 'an ar bo ca de el fi go ha ir'.split(' ')
const WORDS = [
  ...SYLLABLES.flatMap((a) => SYLLABLES.map((b) => a + b)),
  ...'carter crter carver cater bca abc aab aba anna ana nana'.split(' '),
]

describe('words one keystroke away', () => {
  const near = buildSpellingIndex(WORDS)

  test('are those that a comparison with everybody finds, in order', () => {
    for (const word of [...WORDS, 'cartre', 'acrter', 'cartter', 'arn', 'bb', 'x']) {
      const expected = WORDS.filter((other) => isOneEdit(word, other))

      expect(near(word)).toEqual([...new Set(expected)].toSorted())
    }
  })

  test('are the same when they are asked for again, and never the word itself', () => {
    expect(near('carter')).toEqual(['carver', 'cater', 'crter'])
    expect(near('carter')).toEqual(['carver', 'cater', 'crter'])
  })

  test('of one letter are nobody’s misspelling', () => {
    expect(buildSpellingIndex(['a', 'b', 'ab'])('ac')).toEqual(['ab'])
    expect(buildSpellingIndex(['a'])('ab')).toEqual([])
    expect(buildSpellingIndex([])('ab')).toEqual([])
  })

  test('are looked for up to a hundred letters, so that nobody writes a name that takes for ever', () => {
    const [long, tooLong] = ['a'.repeat(99), 'a'.repeat(100)]
    const among = buildSpellingIndex([long, tooLong, `${tooLong}a`])

    expect(among(`${long}b`)).toEqual([long, tooLong])
    expect(among(`${tooLong}b`)).toEqual([])
  })

  test('are cut to the first two dozen of the alphabet', () => {
    const letters = 'zyxwvutsrqponmlkjihgfedcba'.split('')

    const found = buildSpellingIndex(letters.map((letter) => `m${letter}`))('m1')

    expect(found).toEqual(
      letters
        .toReversed()
        .slice(0, 24)
        .map((letter) => `m${letter}`),
    )
  })
})
