import { compareAddress } from './compare-address.ts'
import {
  compareNamesByWord,
  isCompatible,
  isSameFullName,
  type NameLevel,
} from './compare-names.ts'
import type { DepartmentLevel } from './decision.ts'
import { compareDepartment } from './department-hints.ts'
import type { IndexedEmployee } from './employee-index.ts'
import type { AddressLevel } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { Run } from './run.ts'
import { roundBits } from './score.ts'
import type { UserFacts } from './user-facts.ts'
import {
  type Claim,
  claimOf,
  weighClaim,
  weighActive,
  weighDepartment,
  weighPrior,
} from './weigh-context.ts'
import { type NameContext, weighName } from './weigh-name.ts'
import { ADDRESS_BITS, ADDRESS_NAME_SHARE, NAME_BITS } from './weights.ts'

/** Bits per field, in quarters; their sum orders candidates and is what the threshold is held against. */
export type Weights = {
  readonly prior: number
  readonly email: number
  readonly name: number
  readonly addressName: number
  readonly department: number
  readonly active: number
  readonly claim: number
}

/** Everything the rules need to know about one user and one employee. */
export type Comparison = {
  readonly employee: IndexedEmployee
  /** `none` when either has no usable address. */
  readonly address: AddressLevel | 'none'
  /** The best of the present and the previous names; `none` when the user has no name. */
  readonly name: NameLevel
  readonly isPreviousName: boolean
  /** The employee's name that `name` was measured against. */
  readonly comparedName: NormalizedName | null
  /** How the local part of the user's address agrees with the employee's name. */
  readonly addressName: NameLevel
  /** A word of the user's name is none of his, nor a likely slip of one. */
  readonly hasForeignWord: boolean
  readonly addressComparedName: NormalizedName | null
  readonly department: DepartmentLevel
  readonly claim: Claim | null
  readonly weights: Weights
  readonly bits: number
}

/** Compares a user with one employee and weighs what agrees and what does not. */
export function comparePeople(user: UserFacts, employee: IndexedEmployee, run: Run): Comparison {
  const context = contextOf(user, run)
  const name = bestName(user.name, employee, context)
  // Where the names agree, the address can only repeat it.
  const addressName = isCompatible(name.level)
    ? NO_ADDRESS_NAME
    : bestName(user.addressName, employee, context)
  const address = compareAddress(user, employee, run)
  const department = compareDepartment(user.hints, employee.department)
  const claim = claimOf(user, employee, run)
  const weights = {
    prior: roundBits(weighPrior(run)),
    email: ADDRESS_BITS[address],
    name: roundBits(name.bits),
    addressName: roundBits(user.name === null ? addressName.bits * ADDRESS_NAME_SHARE : 0),
    department: roundBits(weighDepartment(department, employee.department, run)),
    active: roundBits(weighActive(employee, run)),
    claim: roundBits(weighClaim(claim, isSameFullName(name.level), run)),
  }
  return {
    employee,
    address,
    name: name.level,
    isPreviousName: name.isPrevious,
    comparedName: name.name,
    addressName: addressName.level,
    hasForeignWord: name.hasForeignWord,
    addressComparedName: addressName.name,
    department,
    claim,
    weights,
    bits:
      weights.prior +
      weights.email +
      weights.name +
      weights.addressName +
      weights.department +
      weights.active +
      weights.claim,
  }
}

/** Users we pretend to have seen besides, so that one of few is not a large share. */
const PRIOR_USERS = 100

const NO_ADDRESS_NAME = {
  level: 'none',
  bits: 0,
  hasForeignWord: false,
  isPrevious: false,
  name: null,
} as const

type BestName = {
  readonly level: NameLevel
  readonly bits: number
  readonly hasForeignWord: boolean
  readonly isPrevious: boolean
  readonly name: NormalizedName | null
}

/** The name of the employee, borne now or before, that the given one speaks for most. */
function bestName(
  name: NormalizedName | null,
  employee: IndexedEmployee,
  context: NameContext,
): BestName {
  let best: BestName | null = null
  if (name !== null) {
    if (employee.name !== null) best = weighOne(name, employee.name, false, context)
    for (const previous of employee.previousNames) {
      const one = weighOne(name, previous, true, context)
      if (best === null || one.bits > best.bits) best = one
    }
  }
  return best ?? { ...NO_ADDRESS_NAME, name: employee.name }
}

function weighOne(
  name: NormalizedName,
  known: NormalizedName,
  isPrevious: boolean,
  context: NameContext,
): BestName {
  const compared = compareNamesByWord(name, known)
  const { bits, hasForeignWord } = weighName(compared, name, known, context)
  return {
    level: compared.level,
    bits: isPrevious ? bits + NAME_BITS.previousName : bits,
    hasForeignWord,
    isPrevious,
    name: known,
  }
}

function contextOf(user: UserFacts, { survey, index }: Run): NameContext {
  return {
    statistics: index.names,
    shareOfOtherUsers: (word) =>
      Math.max(0, (survey.unknownWords.get(word) ?? 0) - 1) / (survey.users + PRIOR_USERS),
    isSpelledByAddress: (word) => user.addressName?.words.includes(word) ?? false,
  }
}
