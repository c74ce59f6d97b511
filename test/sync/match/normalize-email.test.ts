import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenOffLocal, normalizeEmail } from '../../../sync/match/normalize-email.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'

function readings(text: string): readonly string[] {
  const email = normalizeEmail(text, defaultMatchSettings)
  return (email?.readings ?? []).map(({ level, address }) => `${level} ${address}`)
}

describe('normalizeEmail', () => {
  test.each([
    ['john.doe.shp@colorecommerce.us', 'shp'],
    ['john.doe.ship@colorecommerce.us', 'ship'],
    ['john.doe.pack@colorecommerce.us', 'pack'],
    ['john.doe.pick@colorecommerce.us', 'pick'],
    ['John.Doe.HP@ColorEcommerce.US ', 'hp'],
  ])('reads %s with and without its suffix', (text, suffix) => {
    const email = normalizeEmail(text, defaultMatchSettings)

    expect(email?.readings.at(-1)).toEqual({
      address: 'john.doe@colorecommerce.us',
      level: 'suffix',
      suffix,
    })
    expect(email?.readings[0]?.level).toBe('exact')
  })

  test('reads what a mail program puts around it, and other widths of letters', () => {
    expect(readings(' <John.Doe@colorecommerce.us> ')).toEqual(['exact john.doe@colorecommerce.us'])
    expect(readings('ｊohn.doe@colorecommerce.us')).toEqual(['exact john.doe@colorecommerce.us'])
  })

  test('keeps digits and dots of the local part', () => {
    expect(readings('j.doe2.hp@colorecommerce.us')).toContain('suffix j.doe2@colorecommerce.us')
  })

  test('does not cut a name that only ends in the letters of a suffix', () => {
    expect(readings('john.fullpack@colorecommerce.us')).toEqual([
      'exact john.fullpack@colorecommerce.us',
    ])
    for (const local of ['pack', 'johp', 'john..hp', 'john.', '.hp', '+tablet']) {
      expect(readings(`${local}@colorecommerce.us`)).toEqual([`exact ${local}@colorecommerce.us`])
    }
  })

  test('removes a plus tag, and the suffix before it', () => {
    expect(readings('john.doe.hp+pod@colorecommerce.us')).toEqual([
      'exact john.doe.hp+pod@colorecommerce.us',
      'plus john.doe.hp@colorecommerce.us',
      'suffix john.doe@colorecommerce.us',
    ])
  })

  test('reads an address outside the company as itself alone', () => {
    expect(readings('john.doe.hp+x@gmail.example')).toEqual(['exact john.doe.hp+x@gmail.example'])
  })

  test.each([
    '',
    'n/a',
    '-',
    'none',
    'station1',
    'john@',
    '@x.us',
    'a b@c.us',
    'a@b@c.us',
    'a@b',
    'a@b.us,c',
    'a@b.us;',
  ])('finds no address in %j', (text) => {
    expect(normalizeEmail(text, defaultMatchSettings)).toBeNull()
  })

  test('tells an address that breaks off after the at sign', () => {
    expect(brokenOffLocal('John.Doe@')).toBe('john.doe')
    expect(brokenOffLocal('john.doe')).toBeNull()
    expect(brokenOffLocal('John Doe@')).toBeNull()
    expect(brokenOffLocal(null)).toBeNull()
  })

  test('every reading is a shorter form on the same domain', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/), (local) => {
        const email = normalizeEmail(`${local}@colorecommerce.us`, defaultMatchSettings)

        for (const { address } of email?.readings ?? []) {
          expect(address).toMatch(/^[^@]+@colorecommerce\.us$/)
          expect(`${local}@`.startsWith(address.split('@')[0] ?? '?')).toBe(true)
        }
      }),
    )
  })
})
