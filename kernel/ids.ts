declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

/** Primary key of the customer's `employees` table. */
export type EmployeeId = Branded<number, 'EmployeeId'>
/** Auth0's `user_id`, such as `auth0|5f7c…`; case matters. */
export type Auth0UserId = Branded<string, 'Auth0UserId'>
/** Key of a user in PodFactory, kept as text because the vendor owns its type. */
export type PodfactoryUserId = Branded<string, 'PodfactoryUserId'>
/** One webhook POST; minted by the sender, unique for ever. */
export type DeliveryId = Branded<string, 'DeliveryId'>
/** One row of the outbox. */
export type JobId = Branded<string, 'JobId'>
/** One execution of a sync or another scheduled task. */
export type RunId = Branded<string, 'RunId'>

/** A whole number from 1 to 2^53-1, given as a number or in decimal digits; otherwise null. */
export function parseEmployeeId(value: unknown): EmployeeId | null {
  const number = typeof value === 'string' && /^[0-9]{1,16}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? (number as EmployeeId)
    : null
}

/** `<provider>|<id>` of at most 255 characters without spaces, control characters and halves of characters; otherwise null. */
export function parseAuth0UserId(value: unknown): Auth0UserId | null {
  return typeof value === 'string' &&
    value.length <= 255 &&
    /^[^\s\p{Cc}\p{Cs}|]+\|[^\s\p{Cc}\p{Cs}]+$/u.test(value)
    ? (value as Auth0UserId)
    : null
}

/** Non-empty text of at most 64 characters without spaces, or a safe whole number; otherwise null. */
export function parsePodfactoryUserId(value: unknown): PodfactoryUserId | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && /^\S{1,64}$/u.test(text) ? (text as PodfactoryUserId) : null
}

/** 8 to 128 characters of `A-Z a-z 0-9 . _ -`, as Standard Webhooks ids are; otherwise null. */
export function parseDeliveryId(value: unknown): DeliveryId | null {
  return typeof value === 'string' && /^[A-Za-z0-9._-]{8,128}$/.test(value)
    ? (value as DeliveryId)
    : null
}

/** PodFactory ids go out as numbers where the vendor uses numbers (as in the customer's examples). */
export function podfactoryUserIdForOutput(id: PodfactoryUserId): number | string {
  return /^(0|[1-9][0-9]{0,14})$/.test(id) ? Number(id) : id
}
