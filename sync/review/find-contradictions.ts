import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { MatchDecision } from '../match/decision.ts'
import type { Pin } from '../match/people.ts'

/** `another`: he was confirmed to be somebody else. `denied`: just this was denied. `nobody`: it is no person. */
export type Contradiction = {
  readonly kind: 'another' | 'denied' | 'nobody'
  readonly userId: PodfactoryUserId
  /** Whom the rules would link. */
  readonly linked: EmployeeId
  readonly rule: string
  /** Whom people confirmed; null when they confirmed nobody. */
  readonly confirmed: EmployeeId | null
}

/** How the rules alone would decide what people decided; `asks`: they would leave it to a person. */
export type Regression = {
  readonly agrees: number
  readonly asks: number
  readonly contradictions: readonly Contradiction[]
}

/** Compares what people said with what rules decide that know nothing of it. */
export function findContradictions(
  pins: ReadonlyMap<PodfactoryUserId, Pin>,
  decisions: readonly MatchDecision[],
): Regression {
  let agrees = 0
  let asks = 0
  const contradictions: Contradiction[] = []
  for (const decision of decisions) {
    const pin = pins.get(decision.userId)
    if (pin === undefined) continue
    const contradiction = contradict(pin, decision)
    if (contradiction !== null) contradictions.push(contradiction)
    else if (isAgreed(pin, decision)) agrees += 1
    else asks += 1
  }
  return { agrees, asks, contradictions }
}

function contradict(pin: Pin, decision: MatchDecision): Contradiction | null {
  if (decision.outcome !== 'matched') return null
  const { userId, employeeId: linked, rule } = decision
  const base = { userId, linked, rule, confirmed: null }
  switch (pin.kind) {
    case 'nobody':
      return { ...base, kind: 'nobody' }
    case 'denied':
      return pin.employeeIds.includes(linked) ? { ...base, kind: 'denied' } : null
    case 'special':
    case 'manual':
      return pin.employeeId === linked
        ? null
        : { ...base, kind: 'another', confirmed: pin.employeeId }
  }
}

function isAgreed(pin: Pin, { outcome }: MatchDecision): boolean {
  if (pin.kind === 'manual' || pin.kind === 'special') return outcome === 'matched'
  return outcome !== 'review'
}
