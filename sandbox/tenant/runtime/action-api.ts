import type { JsonObject } from '../tenant-state.ts'

/**
 * What a method of `api` gives back to the Action: `api` itself for chaining, or a value. `transactionMetadata` is what
 * `event.transaction.metadata` holds from now on, in the running Action too.
 */
export type ApiAnswer =
  | { readonly kind: 'api' }
  | {
      readonly kind: 'value'
      readonly value?: unknown
      readonly transactionMetadata?: JsonObject | undefined
    }

/** The groups of an `api` object and their methods. Arguments come from the Action and can be anything. */
export type ActionApi = Readonly<
  Record<string, Readonly<Record<string, (...values: readonly unknown[]) => ApiAnswer>>>
>

/** For methods that return the whole `api`. */
export const chained: ApiAnswer = { kind: 'api' }

/** For methods that return a value of their own. */
export function returned(value?: unknown): ApiAnswer {
  return { kind: 'value', value }
}

/** Names alone: what the Action's thread needs to build its own `api`. */
export function apiShape(api: ActionApi): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(api).map(([group, methods]) => [group, Object.keys(methods)]),
  )
}
