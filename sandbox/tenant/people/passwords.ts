import { scryptSync, timingSafeEqual } from 'node:crypto'
import type { TenantContext } from '../tenant-context.ts'
import type { ConnectionRecord } from '../tenant-state.ts'

// Cheap on purpose: the accounts are invented and live in memory, and tests hash many of them.
const cost = { N: 16, r: 8, p: 1 }
const hashBytes = 32

const minimumLength: Readonly<Record<string, number>> = {
  none: 1,
  low: 6,
  fair: 8,
  good: 8,
  excellent: 10,
}

/** Whether a password satisfies the connection's policy (`good` unless it says otherwise). */
export function isStrongEnough(connection: ConnectionRecord, password: string): boolean {
  const option = connection.options['passwordPolicy'] ?? 'good'
  const policy = typeof option === 'string' ? option : 'good'
  const complexity = connection.options['password_complexity_options']
  const stated: unknown =
    typeof complexity === 'object' && complexity !== null && 'min_length' in complexity
      ? complexity['min_length']
      : undefined
  const lengthMin = typeof stated === 'number' ? stated : (minimumLength[policy] ?? 8)
  if (password.length < lengthMin) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].map((kind) => kind.test(password))
  const kindsFound = kinds.filter(Boolean).length
  if (policy === 'fair') return kinds.slice(0, 3).every(Boolean)
  if (policy === 'good') return kindsFound >= 3
  if (policy === 'excellent') return kindsFound >= 3 && !/(.)\1\1/.test(password)
  return true
}

/** `scrypt$<salt>$<hash>`, different for the same password every time. */
export function hashPassword(tenant: TenantContext, password: string): string {
  const salt = tenant.ids.hex(16)
  return `scrypt$${salt}$${scryptSync(password, salt, hashBytes, cost).toString('hex')}`
}

/** False as well for an account without a password. */
export function isPassword(stored: string | null, password: string): boolean {
  const [, salt, hash] = stored?.split('$') ?? []
  if (salt === undefined || hash === undefined) return false
  return timingSafeEqual(Buffer.from(hash, 'hex'), scryptSync(password, salt, hashBytes, cost))
}
