import { defaultMatchSettings, type MatchSettings } from '../../sync/match/settings.ts'

/** The default rules for the company with these e-mail domains. */
export function toMatchSettings(companyDomains: readonly string[]): MatchSettings {
  return {
    ...defaultMatchSettings,
    companyDomains: companyDomains.map((domain) => domain.toLowerCase()),
  }
}
