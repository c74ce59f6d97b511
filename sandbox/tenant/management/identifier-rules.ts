import { z } from 'zod'
import { refusal } from '../core/refusal.ts'
import type { ConnectionRecord, Json } from '../tenant-state.ts'

/** An E.164 number. */
export const phoneNumber = z
  .string()
  .regex(/^\+[0-9]{1,15}$/, 'String does not match pattern ^\\+[0-9]{1,15}$')

// Auth0, "Adding Username for Database Connections"; an email address is no user name.
const usernamePattern = /^[A-Za-z0-9@^$.!`\-#+'~_]+$/
const usernameLength = { min: 1, max: 15 }

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function hasAttribute(connection: ConnectionRecord, name: string): boolean {
  return member(connection.options['attributes'], name) !== undefined
}

function lengthLimit(connection: ConnectionRecord, name: 'min' | 'max'): number {
  const limit = member(member(connection.options['validation'], 'username'), name)
  return typeof limit === 'number' ? limit : usernameLength[name]
}

/** Why a connection does not take this user name, or null when it does. */
export function usernameProblem(
  connection: ConnectionRecord,
  username: string,
): { readonly message: string; readonly errorCode: string } | null {
  const isUsed =
    connection.options['requires_username'] === true || hasAttribute(connection, 'username')
  if (!isUsed) {
    const message = 'Cannot set username for connection without requires_username'
    return { message, errorCode: 'operation_not_supported' }
  }
  const isTooShort = username.length < lengthLimit(connection, 'min')
  const isTooLong = username.length > lengthLimit(connection, 'max')
  const isEmail = z.email().safeParse(username).success
  if (isTooShort || isTooLong || isEmail || !usernamePattern.test(username)) {
    const problem = "'Object didn’t pass validation for format username' on property username"
    return { message: `Payload validation error: ${problem}.`, errorCode: 'invalid_body' }
  }
  return null
}

/**
 * Refuses identifiers that the connection does not take: a user name needs `requires_username` (or the attribute of
 * that name), a phone number the attribute `phone_number`.
 * @throws 400
 */
export function checkIdentifiers(
  connection: ConnectionRecord,
  sent: { readonly username?: string | undefined; readonly phone_number?: string | undefined },
): void {
  const problem = sent.username === undefined ? null : usernameProblem(connection, sent.username)
  if (problem !== null) throw refusal(400, problem.message, problem.errorCode)
  if (sent.phone_number !== undefined && !hasAttribute(connection, 'phone_number')) {
    const message = 'Cannot set phone_number for a connection without that attribute'
    throw refusal(400, message, 'operation_not_supported')
  }
}

/** Why a connection takes no new account without a user name, or undefined when it does. */
export function missingUsername(connection: ConnectionRecord): string | undefined {
  if (connection.options['requires_username'] !== true) return undefined
  return `Missing username for ${connection.name} connection with requires_username enabled`
}

/** @throws 400 for a new account without the user name that its connection requires. */
export function requireUsername(connection: ConnectionRecord, username: string | undefined): void {
  const problem = username === undefined ? missingUsername(connection) : undefined
  if (problem !== undefined) throw refusal(400, problem, 'invalid_body')
}
