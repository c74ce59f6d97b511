/** Why an Action failed, in the words of the tenant log. */
export type ActionErrorClass = 'platform_error' | 'action_timeout' | 'action_error'

export type ActionResult = {
  readonly action_id: string
  readonly action_name: string
  readonly version: number
  /** What the Action printed, cut at 256 kB. */
  readonly logs: string
  readonly error: { readonly class: ActionErrorClass; readonly message: string } | null
}

/** One run of a trigger: every Action that started, in order. */
export type ActionExecution = {
  readonly id: string
  readonly trigger_id: string
  readonly user_id: string
  readonly startedAtMs: number
  readonly results: readonly ActionResult[]
  /** Whether metadata set by the Actions was written, once, at the end. */
  readonly wroteMetadata: boolean
}

/** The first failure of a run, or null. */
export function failureOf(results: readonly ActionResult[]): ActionResult['error'] {
  return results.find(({ error }) => error !== null)?.error ?? null
}
