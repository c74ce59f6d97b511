import { defaultMatchSettings, type MatchSettings } from '../../sync/match/settings.ts'
import type { Config } from './to-config.ts'

/**
 * The default rules for the company with these e-mail domains, station suffixes and least evidence for a link by name.
 * Suffixes beyond the list mean nothing; one that the default rules do not know is taken off an address and speaks for no
 * department.
 */
export function toMatchSettings({
  matching,
  accounts,
}: Config<'matching' | 'accounts'>): MatchSettings {
  const departments = new Map(Object.entries(defaultMatchSettings.suffixDepartments))
  return {
    ...defaultMatchSettings,
    companyDomains: matching.COMPANY_EMAIL_DOMAINS.map((domain) => domain.toLowerCase()),
    suffixDepartments: Object.fromEntries(
      accounts.STATION_SUFFIXES.map((suffix) => suffix.toLowerCase()).map((suffix) => [
        suffix,
        departments.get(suffix) ?? null,
      ]),
    ),
    thresholds: { ...defaultMatchSettings.thresholds, linkBitsMin: matching.MATCH_LINK_BITS },
  }
}
