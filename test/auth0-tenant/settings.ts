import type { TenantSettings } from '../../auth0-tenant/tenant-mappings.ts'

/** A secret in the form the receiver takes; the seed makes it another one. */
export function secretOf(seed: number): string {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => (seed * 31 + index * 7) % 256)
  return `whsec_${Buffer.from(bytes).toString('base64')}`
}

export function settingsOf(changes: Partial<TenantSettings> = {}): TenantSettings {
  return {
    receiverUrl: 'https://hooks.example.com',
    webhookSecret: secretOf(1),
    webhookSecretNext: secretOf(2),
    claimsNamespace: 'https://claims.example.com/',
    budgetMs: 800,
    apiAudience: 'https://podlink/api',
    connection: 'Username-Password-Authentication',
    isSignUpOpen: false,
    consoleCallbacks: ['https://console.example.com/callback'],
    consoleLogoutUrls: ['https://console.example.com/'],
    podfactoryCallbacks: [],
    mailFrom: 'no-reply@example.com',
    refusesBreachedPasswords: true,
    streamToken: null,
    ...changes,
  }
}
