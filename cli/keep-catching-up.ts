import type { CatchUpOutcome } from '../accounts/catch-up/catch-up-outcome.ts'
import { PodlinkError } from '../kernel/errors.ts'

/** Accounts that could not be read are tried again this much later; the log is read meanwhile. */
const RETRY_MS = 900_000

/**
 * Runs again and again until the signal: the log each `everyMs`, the accounts at the start, each `accountsEveryMs` (null:
 * never), and as soon as entries of the log were lost. A run that fails holds up none after it.
 */
export async function keepCatchingUp(
  deps: {
    readonly run: (withAccounts: boolean) => Promise<CatchUpOutcome>
    readonly onOutcome: (outcome: CatchUpOutcome) => void
    readonly onFailure: (error: PodlinkError) => void
    readonly nowMs: () => number
    /** Resolves after so many milliseconds, or as soon as the signal aborts. */
    readonly wait: (ms: number) => Promise<unknown>
    readonly signal: AbortSignal
  },
  schedule: { readonly everyMs: number; readonly accountsEveryMs: number | null },
): Promise<void> {
  const { signal, nowMs } = deps
  const { everyMs, accountsEveryMs } = schedule
  let dueAt = accountsEveryMs === null ? Number.POSITIVE_INFINITY : nowMs()
  while (!signal.aborted) {
    const withAccounts = nowMs() >= dueAt
    const outcome = await runOnce(deps, withAccounts)
    if (withAccounts && outcome?.kind === 'done') dueAt = nowMs() + (accountsEveryMs ?? 0)
    else if (withAccounts && outcome?.kind !== 'busy') dueAt = nowMs() + RETRY_MS
    else if (accountsEveryMs !== null && isLost(outcome)) dueAt = nowMs()
    await deps.wait(everyMs)
  }
}

async function runOnce(
  { run, onOutcome, onFailure }: Parameters<typeof keepCatchingUp>[0],
  withAccounts: boolean,
): Promise<CatchUpOutcome | null> {
  try {
    const outcome = await run(withAccounts)
    onOutcome(outcome)
    return outcome
  } catch (error) {
    if (!(error instanceof PodlinkError)) throw error
    onFailure(error)
    return null
  }
}

function isLost(outcome: CatchUpOutcome | null): boolean {
  return outcome?.kind === 'done' && outcome.logStart === 'lost'
}
