import type { DepartmentLevel } from './decision.ts'
import type { IndexedEmployee } from './employee-index.ts'
import type { Run } from './run.ts'
import type { UserFacts } from './user-facts.ts'
import { CLAIM_BITS, STRANGER_SHARE_MIN, STRANGERS_OF_UNKNOWN } from './weights.ts'

/** Of a few employees one fits by chance as easily as of many strangers: small companies get no benefit. */
const PEOPLE_MIN = 200

/** What is known before anything is compared: the more employees, the less likely it is this one. */
export function weighPrior({ index, survey }: Run): number {
  const strangers = Math.max(STRANGER_SHARE_MIN, survey.rates.unknownShare * STRANGERS_OF_UNKNOWN)
  return Math.log2((1 - strangers) / strangers / Math.max(PEOPLE_MIN, index.byId.size))
}

/** Agreement on a small department counts more than on a large one. */
export function weighDepartment(
  level: DepartmentLevel,
  department: string | null,
  { index, survey }: Run,
): number {
  const { departmentAgrees, departmentMixed, departmentDiffers } = survey.rates
  const share = Math.min(0.5, index.departmentShares.get(department ?? '') ?? 0.5)
  switch (level) {
    case 'agrees':
      return Math.log2(departmentAgrees / share)
    case 'differs':
      return Math.log2(departmentDiffers / (1 - share))
    case 'mixed':
      return Math.min(0, Math.log2(departmentMixed / (share * (1 - share))))
    case 'unknown':
      return 0
  }
}

/** How much less often people who have left are seen than the others. */
export function weighActive(employee: IndexedEmployee, { survey }: Run): number {
  return employee.record.isActive ? 0 : Math.log2(survey.rates.inactiveRatio)
}

export type Claim = 'claimed' | 'free'

/** Counts more where the name agrees less, and less where people have several users. */
export function weighClaim(claim: Claim | null, isFullName: boolean, { survey }: Run): number {
  if (claim === null) return 0
  const { fullName, otherName, furtherUsersMax } = CLAIM_BITS
  const part = Math.max(0, 1 - survey.rates.furtherUsers / furtherUsersMax)
  return (isFullName ? fullName : otherName)[claim] * part
}

/**
 * Whether somebody else already has the employee's own address: most people have one user. Null where addresses say
 * too little, or this user has the address himself.
 */
export function claimOf(
  user: UserFacts,
  employee: IndexedEmployee,
  { index, survey }: Run,
): Claim | null {
  if (survey.claims.size * 5 < index.byId.size || employee.email === null) return null
  const claims = survey.claims.get(employee.record.id)
  if (claims === undefined) return 'free'
  return survey.claimants.get(user.record.id) === employee.record.id ? null : 'claimed'
}
