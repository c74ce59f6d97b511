import type { IndexedEmployee } from './employee-index.ts'

/** Employees who share a key, active ones first, then by id. */
export type Bucket = {
  readonly employees: readonly IndexedEmployee[]
  /** Made when a crowd is first asked for; the answers are the same with and without. */
  byDepartment: ReadonlyMap<string, readonly IndexedEmployee[]> | null
}

/** Employees looked at per key. More of them are ambiguous anyway, and a name shared by thousands must stay cheap. */
export const BUCKET_LIMIT = 32

const NO_DEPARTMENT = ''

/**
 * About `BUCKET_LIMIT` employees of a bucket, those of the given departments and those without one first: whenever two
 * or more of such a group share the key, two or more are returned, so that a cut never makes somebody look unique.
 */
export function takeFrom(
  bucket: Bucket | undefined,
  departments: readonly string[],
): readonly IndexedEmployee[] {
  if (bucket === undefined) return []
  if (bucket.employees.length <= BUCKET_LIMIT) return bucket.employees
  bucket.byDepartment ??= groupByDepartment(bucket.employees)
  const taken = new Set<IndexedEmployee>()
  const groups = [...departments, NO_DEPARTMENT]
  const share = Math.max(2, Math.floor(BUCKET_LIMIT / (groups.length + 1)))
  for (const group of groups) {
    for (const employee of (bucket.byDepartment.get(group) ?? []).slice(0, share)) {
      taken.add(employee)
    }
  }
  const roomCount = Math.max(0, BUCKET_LIMIT - taken.size)
  for (const employee of bucket.employees.slice(0, roomCount)) taken.add(employee)
  return [...taken]
}

function groupByDepartment(
  employees: readonly IndexedEmployee[],
): ReadonlyMap<string, readonly IndexedEmployee[]> {
  const groups = new Map<string, IndexedEmployee[]>()
  for (const employee of employees) {
    const key = employee.department ?? NO_DEPARTMENT
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [employee])
    else group.push(employee)
  }
  return groups
}
