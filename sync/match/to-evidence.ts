import type { Comparison } from './compare-people.ts'
import { type Evidence, RULES_VERSION } from './decision.ts'
import { departmentEvidence } from './department-hints.ts'
import type { UserFacts } from './user-facts.ts'
import { WEIGHTS_VERSION } from './weights.ts'

/**
 * What was compared, how it came out and what it weighs, in a fixed order, for the record. The weights add up to the bits
 * whose score the candidate has.
 */
export function toEvidence(user: UserFacts, comparison: Comparison): readonly Evidence[] {
  const { employee, claim, weights } = comparison
  const prior: Evidence = {
    field: 'prior',
    level: `rules ${RULES_VERSION}, weights ${WEIGHTS_VERSION}`,
    user: null,
    employee: null,
    weight: weights.prior,
  }
  const isActive = employee.record.isActive
  const nobody = { user: null, employee: null }
  return [
    ...emailEvidence(user, comparison),
    nameEvidence(user, comparison),
    ...addressNameEvidence(user, comparison),
    departmentEvidence(user.hints, comparison),
    ...(isActive
      ? []
      : [{ field: 'active', level: 'inactive', ...nobody, weight: weights.active } as const]),
    ...(claim === null
      ? []
      : [{ field: 'claim', level: claim, ...nobody, weight: weights.claim } as const]),
    prior,
  ]
}

function emailEvidence(user: UserFacts, comparison: Comparison): readonly Evidence[] {
  const { address, employee, weights } = comparison
  if (address === 'none') return []
  const theirs = employee.email?.address ?? null
  const values = { user: user.record.email, employee: theirs }
  return [{ field: 'email', level: address, ...values, weight: weights.email }]
}

function nameEvidence(user: UserFacts, comparison: Comparison): Evidence {
  const { comparedName, employee } = comparison
  return {
    field: comparison.isPreviousName ? 'previous_name' : 'name',
    level: comparison.name,
    user: user.record.fullName,
    employee: comparedName?.original ?? employee.record.name,
    userKey: user.name?.key ?? null,
    employeeKey: comparedName?.key ?? null,
    weight: comparison.weights.name,
  }
}

function addressNameEvidence(user: UserFacts, comparison: Comparison): readonly Evidence[] {
  const { addressName, addressComparedName, weights } = comparison
  if (addressName === 'none' && weights.addressName === 0) return []
  if (user.addressName === null) return []
  return [
    {
      field: 'address_name',
      level: addressName,
      user: user.addressName.key,
      employee: addressComparedName?.original ?? null,
      weight: weights.addressName,
    },
  ]
}
