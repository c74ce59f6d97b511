import { compareAddress } from './compare-address.ts'
import {
  compareNamesByWord,
  isSameFullName,
  type NameComparison,
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
import { weighName } from './weigh-name.ts'
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
  readonly addressComparedName: NormalizedName | null
  readonly department: DepartmentLevel
  readonly claim: Claim | null
  readonly weights: Weights
  readonly bits: number
}

/** Compares a user with one employee and weighs what agrees and what does not. */
export function comparePeople(user: UserFacts, employee: IndexedEmployee, run: Run): Comparison {
  const name = bestName(user.name, user, employee, run)
  const addressName = bestName(user.addressName, user, employee, run)
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
    addressComparedName: addressName.name,
    department,
    claim,
    weights,
    bits: Object.values(weights).reduce((sum, bits) => sum + bits, 0),
  }
}

type BestName = {
  readonly level: NameLevel
  readonly bits: number
  readonly isPrevious: boolean
  readonly name: NormalizedName | null
}

function bestName(
  name: NormalizedName | null,
  user: UserFacts,
  employee: IndexedEmployee,
  run: Run,
): BestName {
  const none = { level: 'none', bits: 0, isPrevious: false, name: employee.name } as const
  if (name === null) return none
  const borne = employee.name === null ? [] : [{ known: employee.name, isPrevious: false }]
  const all = [...borne, ...employee.previousNames.map((known) => ({ known, isPrevious: true }))]
  return all.reduce<BestName>((best, { known, isPrevious }) => {
    const compared = compareNamesByWord(name, known)
    const bits =
      weighNameOf(compared, { name, known, user, run }) + (isPrevious ? NAME_BITS.previousName : 0)
    const isBetter = best.level === 'none' || bits > best.bits
    return isBetter ? { level: compared.level, bits, isPrevious, name: known } : best
  }, none)
}

function weighNameOf(
  comparison: NameComparison,
  {
    name,
    known,
    user,
    run,
  }: { name: NormalizedName; known: NormalizedName; user: UserFacts; run: Run },
): number {
  const { survey, index } = run
  return weighName(comparison, name, known, {
    statistics: index.names,
    shareOfOtherUsers: (word) =>
      Math.max(0, (survey.unknownWords.get(word) ?? 0) - 1) / (survey.users + 100),
    isSpelledByAddress: (word) => user.addressName?.words.includes(word) ?? false,
  })
}
