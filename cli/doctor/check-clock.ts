import { type Finding, ok, wrong } from './finding.ts'

/** Deliveries are refused beyond five minutes, so a clock half a minute off is already on its way there. */
const SKEW_MAX_MS = 30_000

/** Compares somebody else's clock with ours. */
export function checkClock(subject: string, theirs: Date, ours: Date): Finding {
  const skewMs = Math.abs(theirs.getTime() - ours.getTime())
  const seconds = Math.round(skewMs / 1000)
  return skewMs <= SKEW_MAX_MS
    ? ok(subject, `agrees with this machine within ${Math.max(1, seconds)} s`)
    : wrong(
        subject,
        `differs from this machine by ${seconds} s`,
        'Let both machines take their time from NTP; signed deliveries are refused when clocks are minutes apart.',
      )
}
