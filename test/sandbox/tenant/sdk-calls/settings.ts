import { sdkCall, type SdkCall } from './sdk-call.ts'

/** What belongs to the tenant as a whole. */
export const settingCalls: readonly SdkCall[] = [
  sdkCall('tenants.settings.update')(() => [
    { friendly_name: 'Example', flags: { disable_clickjack_protection_headers: true } },
  ]),
  sdkCall('tenants.settings.get')(() => []),
  sdkCall('emailTemplates.create')(() => [
    {
      template: 'verify_email',
      body: '<a href="{{ url }}">Verify</a>',
      from: 'people@example.test',
      subject: 'Verify your address',
      syntax: 'liquid',
      resultUrl: 'https://app.example.test',
      urlLifetimeInSeconds: 3600,
      includeEmailInRedirect: true,
      enabled: true,
    },
  ]),
  sdkCall('emailTemplates.update')(() => ['verify_email', { enabled: false }]),
  sdkCall('emailTemplates.get')(() => ['verify_email']),
  sdkCall('attackProtection.bruteForceProtection.get')(() => []),
  sdkCall('attackProtection.bruteForceProtection.update')(() => [{ max_attempts: 5 }]),
  sdkCall('attackProtection.breachedPasswordDetection.get')(() => []),
  sdkCall('attackProtection.breachedPasswordDetection.update')(() => [{ enabled: true }]),
  sdkCall('attackProtection.suspiciousIpThrottling.get')(() => []),
  sdkCall('attackProtection.suspiciousIpThrottling.update')(() => [{ enabled: true }]),
  sdkCall('attackProtection.botDetection.get')(() => []),
  sdkCall('attackProtection.botDetection.update')(() => [{ bot_detection_level: 'low' }]),
  sdkCall('attackProtection.captcha.get')(() => []),
  sdkCall('attackProtection.captcha.update')(() => [{ active_provider_id: 'auth_challenge' }]),
]
