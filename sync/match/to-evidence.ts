import type { Comparison } from './compare-people.ts'
import { type Evidence, RULES_VERSION } from './decision.ts'
import { departmentEvidence } from './department-hints.ts'
import type { AddressLevel } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { UserFacts } from './user-facts.ts'
import { WEIGHTS_VERSION } from './weights.ts'

const VERSION = `rules ${RULES_VERSION}, weights ${WEIGHTS_VERSION}`

/**
 * What was compared, how it came out and what it weighs, in a fixed order, for the record. The weights add up to the bits
 * whose score the candidate has.
 */
export function toEvidence(user: UserFacts, comparison: Comparison): readonly Evidence[] {
  const { employee, claim, weights } = comparison
  const prior: Evidence = {
    field: 'prior',
    level: VERSION,
    user: null,
    employee: null,
    weight: weights.prior,
  }
  const nobody = { user: null, employee: null }
  const rows: Evidence[] = []
  if (comparison.address !== 'none') rows.push(emailEvidence(user, comparison, comparison.address))
  rows.push(nameEvidence(user, comparison))
  if (hasAddressName(comparison) && user.addressName !== null) {
    rows.push(addressNameEvidence(user.addressName, comparison))
  }
  rows.push(departmentEvidence(user.hints, comparison))
  if (!employee.record.isActive) {
    rows.push({ field: 'active', level: 'inactive', ...nobody, weight: weights.active })
  }
  if (claim !== null) rows.push({ field: 'claim', level: claim, ...nobody, weight: weights.claim })
  rows.push(prior)
  // A list that grew keeps room for more, which for every candidate of a run is a lot.
  return rows.slice()
}

function emailEvidence(user: UserFacts, comparison: Comparison, level: AddressLevel): Evidence {
  const { employee, weights } = comparison
  const theirs = employee.email?.address ?? null
  return {
    field: 'email',
    level,
    user: user.record.email,
    employee: theirs,
    weight: weights.email,
  }
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

function hasAddressName({ addressName, weights }: Comparison): boolean {
  return addressName !== 'none' || weights.addressName !== 0
}

function addressNameEvidence(spelled: NormalizedName, comparison: Comparison): Evidence {
  return {
    field: 'address_name',
    level: comparison.addressName,
    user: spelled.key,
    employee: comparison.addressComparedName?.original ?? null,
    weight: comparison.weights.addressName,
  }
}
