/** How often and for how long a job is tried. */
export type RetryPolicy = {
  readonly attemptsMax: number
  /** Until this long after the job was asked for, a wait for a rate limit does not count as an attempt. */
  readonly ageMaxMs: number
  /** Wait after the first attempt; it doubles with each. */
  readonly firstWaitMs: number
  readonly waitMaxMs: number
}

/**
 * The waits double for about an hour and are an hour each from then on, so that 44 attempts reach over 24 to 42 hours,
 * however the spread falls: longer than outages last. A person is asked after that.
 */
export const DEFAULT_RETRY: RetryPolicy = {
  attemptsMax: 44,
  ageMaxMs: 24 * 3_600_000,
  firstWaitMs: 2_000,
  waitMaxMs: 3_600_000,
}

/**
 * Milliseconds to wait before the next attempt, or null when there is to be none. `attempts` counts those made (from 1):
 * a job that waited long for its first attempt, because no worker ran, has as many as any. `random` (0 to below 1) spreads the wait a quarter to both sides, so that jobs that failed together do not return together.
 */
export function backOffMs(policy: RetryPolicy, attempts: number, random: number): number | null {
  if (attempts >= policy.attemptsMax) return null
  const doubled = policy.firstWaitMs * 2 ** Math.min(attempts - 1, 30)
  return Math.round(Math.min(policy.waitMaxMs, doubled) * (0.75 + random / 2))
}
