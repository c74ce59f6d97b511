import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { UserDecision } from '../../store/tables/review-decisions.ts'
import type { SpecialMapping } from '../../store/tables/special-mappings.ts'
import type { Pin } from '../match/people.ts'

/**
 * What people said about each user, as one pin. `decisions` come oldest first and the newest answer stands; denials add
 * up while nobody is confirmed. A special mapping wins over every answer.
 */
export function collectPins(
  specialMappings: readonly SpecialMapping[],
  decisions: readonly UserDecision[],
): ReadonlyMap<PodfactoryUserId, Pin> {
  const pins = new Map<PodfactoryUserId, Pin>()
  for (const decision of decisions) {
    const pin = weigh(pins.get(decision.podfactoryUserId), decision)
    if (pin !== undefined) pins.set(decision.podfactoryUserId, pin)
  }
  for (const { podfactoryUserId, employeeId, reason } of specialMappings) {
    pins.set(podfactoryUserId, { kind: 'special', employeeId, reason })
  }
  return pins
}

function weigh(before: Pin | undefined, answer: UserDecision): Pin | undefined {
  const { decision, employeeId } = answer
  const reason = answer.reason ?? ''
  if (decision === 'not_a_person') return { kind: 'nobody', reason }
  if (employeeId === null) return before
  return decision === 'deny'
    ? deny(before, employeeId, reason)
    : { kind: 'manual', employeeId, reason }
}

function deny(before: Pin | undefined, employeeId: EmployeeId, reason: string): Pin {
  const isAboutAnother = before?.kind === 'manual' && before.employeeId !== employeeId
  if (isAboutAnother) return before
  const denied = before?.kind === 'denied' ? before.employeeIds : []
  return { kind: 'denied', employeeIds: [...new Set([...denied, employeeId])], reason }
}
