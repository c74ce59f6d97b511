import { describe, expect, it } from 'vitest'
import { type Environment, toConfig } from '../../../cli/config/to-config.ts'
import { toMatchSettings } from '../../../cli/config/to-match-settings.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee, user } from '../../sync/match/people-builders.ts'

const DOMAIN = 'colorecommerce.us'
const JOHNS = [
  employee(1, 'John Doe', { email: `john.doe@${DOMAIN}`, department: 'Heat Press' }),
  employee(2, 'John Doe', { email: `john.doe2@${DOMAIN}`, department: 'Embroidery' }),
]

function settingsOf(env: Environment) {
  return toMatchSettings(toConfig(env, ['matching', 'accounts']))
}

/** Rule and employee of a user with this address or this name. */
function decided(
  suffixes: readonly string[],
  local: string | null,
  fullName: string | null = null,
) {
  const [decision] = matchPeople({
    employees: JOHNS,
    users: [user({ email: local === null ? null : `${local}@${DOMAIN}`, fullName })],
    pinned: new Map(),
    existing: new Map(),
    settings: settingsOf({ STATION_SUFFIXES: suffixes.join(',') || ' , ' }),
  })
  return `${decision?.rule} ${decision?.employeeId}`
}

describe('toMatchSettings', () => {
  it('is the default rules for the default configuration', () => {
    expect(settingsOf({})).toEqual(defaultMatchSettings)
  })

  it('takes off the listed suffixes and no other', () => {
    expect(decided(['hp'], 'john.doe.hp')).toBe('email-suffix 1')
    expect(decided(['emb'], 'john.doe.emb')).toBe('email-suffix 1')
    expect(decided(['EMB'], 'john.doe.emb')).toBe('email-suffix 1')
    expect(decided(['hp'], 'john.doe.emb')).not.toContain('email-suffix')
    expect(decided(['emb'], 'john.doe.hp')).not.toContain('email-suffix')
    expect(decided([], 'john.doe.hp')).not.toContain('email-suffix')
  })

  it('lets a suffix speak for a department only where the default rules know which', () => {
    expect(settingsOf({ STATION_SUFFIXES: 'hp,emb' }).suffixDepartments).toEqual({
      hp: 'heat press',
      emb: null,
    })
    expect(decided(['hp', 'emb'], null, 'John Doe (HP)')).toBe('name-department 1')
    expect(decided(['hp', 'emb'], null, 'John Doe (EMB)')).toBe('name-ambiguous null')
  })

  it('folds the domains', () => {
    expect(settingsOf({ COMPANY_EMAIL_DOMAINS: 'Acme.Example' }).companyDomains).toEqual([
      'acme.example',
    ])
  })

  it('links by name from the bits that are set, and refuses less than even odds', () => {
    const { thresholds } = settingsOf({ MATCH_LINK_BITS: '2.5' })

    expect(thresholds).toEqual({ ...defaultMatchSettings.thresholds, linkBitsMin: 2.5 })
    for (const bits of ['-1', '101', 'NaN', 'many']) {
      expect(() => settingsOf({ MATCH_LINK_BITS: bits })).toThrow(/MATCH_LINK_BITS/)
    }
  })
})
