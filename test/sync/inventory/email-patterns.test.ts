import { describe, expect, it } from 'vitest'
import { findEmailPatterns } from '../../../sync/inventory/email-patterns.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'

const at = (local: string) => `${local}@colorecommerce.us`
const mails = (...emails: readonly (string | null)[]) =>
  emails.map((email) => ({ email, name: null }))
const employees = [
  { email: at('john.doe'), name: 'John Doe' },
  { email: at('ann.lee'), name: 'Ann Lee' },
  { email: at('chip.ship'), name: 'Chip Ship' },
  { email: at('kim'), name: 'Kim' },
]
const find = (...emails: readonly (string | null)[]) =>
  findEmailPatterns(mails(...emails), employees, defaultMatchSettings)
const one = (email: string | null) => {
  const [first] = find(email)
  return [first?.pattern, first?.kind]
}

describe('the forms of addresses', () => {
  it.each([
    [at('john.doe'), '…', 'known'],
    [at('JOHN.DOE.HP'), '….hp', 'known'],
    [at('john.doe+test'), '…+tag', 'known'],
    [at('chip.ship'), '…', 'known'],
    [at('maria.lopez.pack'), 'a.a.pack', 'known'],
    [at('jdoe2'), 'a9', 'known'],
    [at('john.doe.qa'), '….qa', 'unknown'],
    [at('kim-qa'), '…-qa', 'unknown'],
    [at('kim.lee'), 'a.a', 'known'],
    [at('packing.station2'), '(station)', 'station'],
    ['john@gmail.com', '…@gmail.com', 'elsewhere'],
    ['n/a', '(no address)', 'none'],
    ['', '(empty)', 'none'],
    [null, '(empty)', 'none'],
  ])('%s is %s, %s', (email, pattern, kind) => {
    expect(one(email)).toEqual([pattern, kind])
  })

  it('tell an ending that several people share though no employee has their addresses', () => {
    const planted = ['ada.x', 'bob.y', 'cy.z'].map((base) => at(`${base}.dock`))

    expect(find(...planted)).toEqual([
      { pattern: '….dock', kind: 'unknown', count: 3, examples: planted },
    ])
    expect(find(...planted.slice(1))).toEqual([
      { pattern: 'a.a.a', kind: 'known', count: 2, examples: planted.slice(1) },
    ])
  })

  it('come most frequent first, with three examples, whatever the order of the users', () => {
    const emails = [
      at('john.doe.hp'),
      at('ann.lee.hp'),
      null,
      at('kim.hp'),
      at('chip.ship.hp'),
      'x@y.us',
    ]

    const found = find(...emails)

    expect(found.map(({ pattern, count }) => [pattern, count])).toEqual([
      ['….hp', 4],
      ['(empty)', 1],
      ['…@y.us', 1],
    ])
    expect(found[0]?.examples).toEqual([at('ann.lee.hp'), at('chip.ship.hp'), at('john.doe.hp')])
    expect(find(...emails.toReversed())).toEqual(found)
  })
})
