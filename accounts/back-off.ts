/** How often and for how long a job is tried. */
export type RetryPolicy = {
  readonly attemptsMax: number
  /** From the moment the job was asked for. */
  readonly ageMaxMs: number
  /** Wait after the first attempt; it doubles with each. */
  readonly firstWaitMs: number
  readonly waitMaxMs: number
}

/** Twelve attempts reach over about an hour and a half, longer than most outages; a person is asked after that. */
export const DEFAULT_RETRY: RetryPolicy = {
  attemptsMax: 12,
  ageMaxMs: 24 * 3_600_000,
  firstWaitMs: 2_000,
  waitMaxMs: 1_800_000,
}

/**
 * Milliseconds to wait before the next attempt, or null when there is to be none. `attempts` counts those made (from 1);
 * `random` (0 to below 1) spreads the wait a quarter to both sides, so that jobs that failed together do not return together.
 */
export function backOffMs(
  policy: RetryPolicy,
  tried: { readonly attempts: number; readonly ageMs: number },
  random: number,
): number | null {
  if (tried.attempts >= policy.attemptsMax || tried.ageMs >= policy.ageMaxMs) return null
  const doubled = policy.firstWaitMs * 2 ** Math.min(tried.attempts - 1, 30)
  return Math.round(Math.min(policy.waitMaxMs, doubled) * (0.75 + random / 2))
}
