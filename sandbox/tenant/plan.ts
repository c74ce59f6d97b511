/** Auth0's plans, as far as their rate limits differ. */
export type Plan = 'free' | 'essentials' | 'professional' | 'enterprise' | 'enterprise-staging'
