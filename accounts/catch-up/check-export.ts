import type { Auth0UserId } from '../../kernel/ids.ts'

/** Every limit of an export, as `--allow` names it. */
export const CATCH_UP_LIMITS = ['accounts-gone'] as const

/** A limit that stops the run, what was found, what it allows, and what to do when it is right. */
export type LimitBreach = {
  readonly limit: (typeof CATCH_UP_LIMITS)[number]
  readonly found: number
  /** The most that would have passed. */
  readonly bound: number
  readonly explanation: string
  readonly toAllow: string
}

/** A number is too many only when it is above both: no working day deletes more. */
const GONE_MAX = 20
const GONE_SHARE_MAX = 0.2

/**
 * The limits that an export breaks, `[]` when it may be recorded. One that lacks every account podlink knows, or suddenly
 * many of them, is that of another tenant, or no whole one; a person may allow it by name. `known` are those alive that
 * Auth0 had when the export was asked for.
 */
export function checkExport(input: {
  readonly known: readonly Auth0UserId[]
  readonly exported: ReadonlySet<Auth0UserId>
  readonly allow: readonly string[]
}): readonly LimitBreach[] {
  const { known, exported, allow } = input
  const found = known.filter((id) => !exported.has(id)).length
  const share = Math.floor(known.length * GONE_SHARE_MAX)
  const bound = Math.min(Math.max(GONE_MAX, share), Math.max(0, known.length - 1))
  if (found <= bound || allow.includes('accounts-gone')) return []
  const explanation = `the export of ${exported.size} accounts lacks ${found} of the ${known.length} that podlink knows, at most ${bound} expected`
  return [{ limit: 'accounts-gone', found, bound, explanation, toAllow: '--allow accounts-gone' }]
}
