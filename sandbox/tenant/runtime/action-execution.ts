/** Why an Action failed, in the words of the tenant log (auth0-facts 1.7). */
export type ActionErrorClass = 'platform_error' | 'action_timeout' | 'action_error' | 'rate_limited'

export type ActionError = { readonly class: ActionErrorClass; readonly message: string }

export type ActionResult = {
  readonly action_id: string
  readonly action_name: string
  readonly version: number
  /** What the Action printed. */
  readonly logs: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly error: ActionError | null
}

/** One run of a trigger: every Action that started, in order. Times are the tenant's. */
export type ActionExecution = {
  readonly id: string
  readonly trigger_id: string
  readonly user_id: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly results: readonly ActionResult[]
  /** Whether metadata set by the Actions was written, once, at the end. */
  readonly wroteMetadata: boolean
}

/** The first failure of a run, or null. */
export function failureOf(results: readonly ActionResult[]): ActionError | null {
  return results.find(({ error }) => error !== null)?.error ?? null
}
