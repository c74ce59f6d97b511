import type { IndexedEmployee } from './employee-index.ts'

/**
 * Employees who share a key, active ones first, then by id. Most keys have one employee, and stand for him without a list
 * around him.
 */
export type Bucket = IndexedEmployee | readonly IndexedEmployee[]

/** Employees looked at per key. More of them are ambiguous anyway, and a name shared by thousands must stay cheap. */
export const BUCKET_LIMIT = 32

const NO_DEPARTMENT = ''
const NOBODY: readonly IndexedEmployee[] = []
// Made when a crowd is first asked for; the answers are the same with and without.
const departmentsOfCrowds = new WeakMap<
  readonly IndexedEmployee[],
  ReadonlyMap<string, readonly IndexedEmployee[]>
>()

/** Everybody in a bucket. */
export function allOf(bucket: Bucket | undefined): readonly IndexedEmployee[] {
  if (bucket === undefined) return NOBODY
  return isList(bucket) ? bucket : [bucket]
}

/** How many are in a bucket. */
export function sizeOf(bucket: Bucket | undefined): number {
  if (bucket === undefined) return 0
  return isList(bucket) ? bucket.length : 1
}

/**
 * About `BUCKET_LIMIT` employees of a bucket, those of the given departments and those without one first: whenever two
 * or more of such a group share the key, two or more are returned, so that a cut never makes somebody look unique.
 */
export function takeFrom(
  bucket: Bucket | undefined,
  departments: readonly string[],
): readonly IndexedEmployee[] {
  const all = allOf(bucket)
  if (all.length <= BUCKET_LIMIT) return all
  const byDepartment = departmentsOf(all)
  const taken = new Set<IndexedEmployee>()
  const groups = [...departments, NO_DEPARTMENT]
  const share = Math.max(2, Math.floor(BUCKET_LIMIT / (groups.length + 1)))
  for (const group of groups) {
    for (const employee of (byDepartment.get(group) ?? NOBODY).slice(0, share)) taken.add(employee)
  }
  const roomCount = Math.max(0, BUCKET_LIMIT - taken.size)
  for (const employee of all.slice(0, roomCount)) taken.add(employee)
  return [...taken]
}

/** True for several employees, false for one. */
export function isList(bucket: Bucket): bucket is readonly IndexedEmployee[] {
  return Array.isArray(bucket)
}

function departmentsOf(
  employees: readonly IndexedEmployee[],
): ReadonlyMap<string, readonly IndexedEmployee[]> {
  const known = departmentsOfCrowds.get(employees)
  if (known !== undefined) return known
  const groups = new Map<string, IndexedEmployee[]>()
  for (const employee of employees) {
    const key = employee.department ?? NO_DEPARTMENT
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [employee])
    else group.push(employee)
  }
  departmentsOfCrowds.set(employees, groups)
  return groups
}
