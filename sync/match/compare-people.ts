import { compareNames, type NameLevel } from './compare-names.ts'
import type { DepartmentLevel, Evidence } from './decision.ts'
import { compareDepartment, departmentEvidence } from './department-hints.ts'
import type { IndexedEmployee } from './employee-index.ts'
import { type AddressLevel, respelledLocal } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import { scoreOf } from './score.ts'
import type { UserFacts } from './user-facts.ts'

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
  readonly department: DepartmentLevel
  readonly score: number
}

const STRONGEST_FIRST: readonly NameLevel[] = [
  'exact',
  'spelling',
  'order',
  'spacing',
  'subset',
  'typo',
  'nickname',
  'initial',
  'short-form',
  'similar',
  'lone',
  'partial',
  'none',
]

/** Compares a user with one employee; symmetric in nothing, dependent on these two only. */
export function comparePeople(user: UserFacts, employee: IndexedEmployee): Comparison {
  const best = bestName(user.name, employee)
  const measured = {
    address: compareAddress(user, employee),
    name: best.level,
    isPreviousName: best.isPrevious,
    comparedName: best.name,
    addressName: bestName(user.addressName, employee).level,
    department: compareDepartment(user.hints, employee.department),
  }
  return { employee, ...measured, score: scoreOf(measured, employee.record.isActive) }
}

/** What was compared and how it came out, in a fixed order, for the record. */
export function evidenceOf(user: UserFacts, comparison: Comparison): readonly Evidence[] {
  const { employee, address, name, addressName, department } = comparison
  const evidence: Evidence[] = []
  if (address !== 'none') {
    const theirs = employee.email?.address ?? null
    evidence.push({
      field: 'email',
      level: address,
      user: user.record.email,
      employee: theirs,
    })
  }
  evidence.push({
    field: comparison.isPreviousName ? 'previous_name' : 'name',
    level: name,
    user: user.record.fullName,
    employee: comparison.comparedName?.original ?? employee.record.name,
    userKey: user.name?.key ?? null,
    employeeKey: comparison.comparedName?.key ?? null,
  })
  if (addressName !== 'none' && user.addressName !== null) {
    const theirs = bestName(user.addressName, employee).name?.original ?? null
    evidence.push({
      field: 'address_name',
      level: addressName,
      user: user.addressName.key,
      employee: theirs,
    })
  }
  evidence.push(departmentEvidence(user.hints, employee.department, department))
  if (!employee.record.isActive) {
    evidence.push({ field: 'active', level: 'inactive', user: null, employee: null })
  }
  return evidence
}

function bestName(name: NormalizedName | null, employee: IndexedEmployee) {
  let best: { level: NameLevel; isPrevious: boolean; name: NormalizedName | null } = {
    level: 'none',
    isPrevious: false,
    name: employee.name,
  }
  if (name === null) return best
  const consider = (other: NormalizedName, isPrevious: boolean): void => {
    const level = compareNames(name, other)
    const isBetter = STRONGEST_FIRST.indexOf(level) < STRONGEST_FIRST.indexOf(best.level)
    if (isBetter) best = { level, isPrevious, name: other }
  }
  if (employee.name !== null) consider(employee.name, false)
  for (const previous of employee.previousNames) consider(previous, true)
  return best
}

function compareAddress(user: UserFacts, employee: IndexedEmployee): AddressLevel | 'none' {
  const theirs = employee.email
  if (theirs === null) return 'none'
  const reading = user.email?.readings.find(({ address }) => address === theirs.address)
  if (reading !== undefined) return reading.level
  const isRespelled =
    theirs.isCompany && user.respelledLocals.includes(respelledLocal(theirs.address))
  if (isRespelled) return 'respelled'
  return user.email === null ? 'none' : 'other'
}
