/** Auth0's plans, as far as their rate limits differ. */
export const plans = [
  'free',
  'essentials',
  'professional',
  'enterprise',
  'enterprise-staging',
] as const

export type Plan = (typeof plans)[number]
