import { sdkCall, type SdkCall } from './sdk-call.ts'

/** Lists of what the tenant never has. */
export const unusedResourceCalls: readonly SdkCall[] = [
  sdkCall('rules.list')(() => [{ per_page: 100, include_totals: true }]),
  sdkCall('rulesConfigs.list')(() => []),
  sdkCall('hooks.list')(() => [{ per_page: 100, include_totals: true }]),
  sdkCall('customDomains.list')(() => []),
  sdkCall('organizations.list')(() => [{ take: 50 }]),
  sdkCall('flows.list')(() => [{ per_page: 100, include_totals: true }]),
  sdkCall('forms.list')(() => [{ per_page: 100, include_totals: true }]),
  sdkCall('selfServiceProfiles.list')(() => [{ per_page: 100, include_totals: true }]),
]
