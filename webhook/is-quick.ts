import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { Told } from './account-event.ts'
import { applyFacts } from './apply-facts.ts'
import { isSameProof } from './doubt-link.ts'

/**
 * Whether all that follows from it is known at once, as of nearly every login: no employee is looked for and no person
 * asked. It says how long others would wait for it, never what is stored.
 */
export function isQuick(told: Told, stored: Auth0User | null): boolean {
  if (told.kind === 'hint') return true
  if (stored === null) return false
  const { user, isNewest, life } = applyFacts(stored, told)
  if (life !== 'same') return life === 'former'
  if (user.status === 'deleted' || user.status === 'blocked') return true
  return user.employeeId === null ? !isNewest : isSameProof(stored, told)
}
