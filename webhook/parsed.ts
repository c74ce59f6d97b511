import { z } from 'zod'
import { parseAuth0UserId } from '../kernel/ids.ts'
import type { Told } from './account-event.ts'
import { TOLERANCE_S } from './contract/delivery.ts'

/**
 * Why a genuine delivery could not be understood; `field` is the path of the first field that is wrong. `not_recorded`: it
 * was understood, and recording it failed for a reason that waiting does not mend.
 */
export type Misunderstanding =
  | { readonly code: 'malformed_json' | 'unsupported_version' | 'not_recorded' }
  | { readonly code: 'wrong_shape'; readonly field: string }

/** `ignored`: it is sound and tells podlink nothing. `parsed` is the JSON of the fields that were validated, and is kept. */
export type Parsed =
  | { readonly kind: 'understood'; readonly told: Told; readonly parsed: string }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'misunderstood'; readonly problem: Misunderstanding }

/** Before Auth0 existed; also keeps times inside what TIMESTAMP columns hold. */
const EARLIEST = Date.UTC(2010, 0, 1)

/** An Auth0 user id. */
export const userId = z.string().transform((value, context) => {
  const id = parseAuth0UserId(value)
  if (id !== null) return id
  context.addIssue({ code: 'custom', message: 'not an Auth0 user id' })
  return z.NEVER
})

/** A time as ISO 8601 in UTC. */
export const time = z.iso.datetime().transform((value) => new Date(value))

/** False for times before Auth0 and ahead of `now` by more than the tolerance: a fact from the future would never be replaced. */
export function isPlausible(at: Date, now: Date): boolean {
  return at.getTime() >= EARLIEST && at.getTime() <= now.getTime() + TOLERANCE_S * 1000
}

/** The path of the first field that is wrong. */
export function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? ''
}

export function understood(told: Told, fields: unknown): Extract<Parsed, { kind: 'understood' }> {
  return { kind: 'understood', told, parsed: JSON.stringify(fields) }
}

export function misunderstood(
  problem: Misunderstanding,
): Extract<Parsed, { kind: 'misunderstood' }> {
  return { kind: 'misunderstood', problem }
}

export function wrongShape(field: string): Extract<Parsed, { kind: 'misunderstood' }> {
  return misunderstood({ code: 'wrong_shape', field })
}

/** The value, or undefined when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
