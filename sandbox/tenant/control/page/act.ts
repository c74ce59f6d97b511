import type { TenantContext } from '../../tenant-context.ts'
import type { Send } from './knock.ts'
import type { Outcome } from './outcomes.ts'

export type ActDeps = { readonly tenant: TenantContext; readonly send: Send }

/** What was typed; a field that was not sent is an empty text. */
export type Form = (name: string) => string

/** What a button does; the outcome says what came of it, refusals included. */
export type Act = (deps: ActDeps, form: Form) => Promise<Omit<Outcome, 'atMs'>>

export function done(text: string): Omit<Outcome, 'atMs'> {
  return { isGood: true, text }
}

export function failed(text: string): Omit<Outcome, 'atMs'> {
  return { isGood: false, text }
}
