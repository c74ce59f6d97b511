import { comparePeople } from './compare-people.ts'
import type { MatchDecision } from './decision.ts'
import type { Run } from './run.ts'
import type { Pin } from './people.ts'
import { toCandidate } from './to-decision.ts'
import type { UserFacts } from './user-facts.ts'

// Outweighs everything: what a person said has the score 1.
const PIN_BITS = 1000

/** What a person said, carried out; null for a denial, which leaves the question open. */
export function decidePinned(input: { user: UserFacts; pin: Pin; run: Run }): MatchDecision | null {
  const { user, pin, run } = input
  const base = { userId: user.record.id, candidates: [], score: 0 }
  if (pin.kind === 'denied') return null
  if (pin.kind === 'nobody') {
    return {
      ...base,
      outcome: 'unmatched',
      rule: 'decided-nobody',
      employeeId: null,
      matchedBy: null,
    }
  }
  const employee = run.index.byId.get(pin.employeeId)
  if (employee === undefined) {
    const rule = 'pinned-employee-missing'
    return { ...base, outcome: 'review', rule, employeeId: null, matchedBy: null }
  }
  const compared = toCandidate(user, comparePeople(user, employee, run))
  const said = {
    field: 'pin',
    level: pin.kind,
    user: pin.reason,
    employee: null,
    weight: PIN_BITS,
  } as const
  return {
    userId: user.record.id,
    outcome: 'matched',
    rule: pin.kind === 'special' ? 'special-mapping' : 'manual-decision',
    employeeId: pin.employeeId,
    matchedBy: 'manual',
    score: 1,
    candidates: [{ ...compared, score: 1, evidence: [said, ...compared.evidence] }],
  }
}
