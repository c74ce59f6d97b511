/** Auth0's plans, as far as their limits differ. */
export const plans = [
  'free',
  'essentials',
  'professional',
  'enterprise',
  'enterprise-staging',
] as const

export type Plan = (typeof plans)[number]

/** How long each plan keeps tenant logs, in days (auth0-facts, section 3). */
export const logRetentionDays: Readonly<Record<Plan, number>> = {
  free: 1,
  essentials: 5,
  professional: 10,
  enterprise: 30,
  'enterprise-staging': 30,
}
