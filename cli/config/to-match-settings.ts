import { defaultMatchSettings, type MatchSettings } from '../../sync/match/settings.ts'

/**
 * The default rules for the company with these e-mail domains and station suffixes. Suffixes beyond the list mean nothing;
 * one that the default rules do not know is taken off an address and speaks for no department.
 */
export function toMatchSettings(
  companyDomains: readonly string[],
  suffixes: readonly string[],
): MatchSettings {
  const departments = new Map(Object.entries(defaultMatchSettings.suffixDepartments))
  return {
    ...defaultMatchSettings,
    companyDomains: companyDomains.map((domain) => domain.toLowerCase()),
    suffixDepartments: Object.fromEntries(
      suffixes
        .map((suffix) => suffix.toLowerCase())
        .map((suffix) => [suffix, departments.get(suffix) ?? null]),
    ),
  }
}
