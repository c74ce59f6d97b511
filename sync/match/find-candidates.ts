import { takeFrom, type Bucket, BUCKET_LIMIT } from './bucket.ts'
import { comparePeople, type Comparison } from './compare-people.ts'
import {
  type EmployeeIndex,
  type IndexedEmployee,
  initialKey,
  pairKey,
  wordPairs,
} from './employee-index.ts'
import type { NormalizedName } from './normalize-name.ts'
import { nicknamesOf } from './nicknames.ts'
import type { UserFacts } from './user-facts.ts'

/** Comparisons best first (equal scores by id), and how many people fitted at least when a crowd was cut. */
export type Found = { readonly comparisons: readonly Comparison[]; readonly totalCount: number }

/**
 * Employees whose address is the user's by the least changed reading that belongs to anybody: an uncut address that an
 * employee owns is never cut.
 */
export function findByAddress(user: UserFacts, index: EmployeeIndex): Found {
  for (const { address } of user.email?.readings ?? []) {
    const bucket = index.byAddress.get(address)
    if (bucket !== undefined) return collect(user, [bucket])
  }
  return { comparisons: [], totalCount: 0 }
}

/** Employees who bear the user's full name, in any order and spacing, now or before. */
export function findByFullName(user: UserFacts, index: EmployeeIndex): Found {
  const { name } = user
  if (name === null) return { comparisons: [], totalCount: 0 }
  return collect(user, fullNameBuckets(name, index))
}

/**
 * Everybody worth looking at: the same name, more or fewer words, one misspelled, abbreviated or familiar word, a lone
 * name, and a similar address. Bounded per key.
 */
export function findSimilar(user: UserFacts, index: EmployeeIndex): Found {
  const buckets: (Bucket | undefined)[] = []
  for (const { address } of user.email?.readings ?? []) buckets.push(index.byAddress.get(address))
  for (const local of user.respelledLocals) buckets.push(index.byRespelledLocal.get(local))
  for (const name of [user.name, user.addressName]) {
    if (name === null) continue
    buckets.push(...fullNameBuckets(name, index), ...similarNameBuckets(name, index))
  }
  const found = collect(user, buckets)
  const plausible = found.comparisons.filter(isWorthShowing)
  const isCut = found.totalCount > found.comparisons.length
  return { comparisons: plausible, totalCount: isCut ? found.totalCount : plausible.length }
}

function isWorthShowing({ name, addressName, address }: Comparison): boolean {
  const isNamed = name !== 'none' && name !== 'partial'
  return (
    isNamed ||
    !['none', 'other'].includes(address) ||
    !['none', 'partial', 'lone'].includes(addressName)
  )
}

function fullNameBuckets(
  name: NormalizedName,
  index: EmployeeIndex,
): readonly (Bucket | undefined)[] {
  return [index.bySortedKey.get(name.sortedKey), index.byCompactKey.get(name.compactKey)]
}

function similarNameBuckets(
  name: NormalizedName,
  index: EmployeeIndex,
): readonly (Bucket | undefined)[] {
  const [first] = name.words
  if (name.words.length === 1 && first !== undefined) {
    return variantsOf(first, index).map((word) => index.byWord.get(word))
  }
  const keys = wordPairs(name.words).flatMap(([a, b]) => [
    ...variantsOf(a, index).map((variant) => pairKey(variant, b)),
    ...variantsOf(b, index).map((variant) => pairKey(a, variant)),
    ...(a.length === 1 ? [initialKey(a, b)] : []),
    ...(b.length === 1 ? [initialKey(b, a)] : []),
  ])
  return [...new Set(keys)].map((key) => index.byPair.get(key))
}

function variantsOf(word: string, index: EmployeeIndex): readonly string[] {
  return [word, ...index.misspellings(word), ...nicknamesOf(word), word.slice(0, 1)]
}

function collect(user: UserFacts, buckets: readonly (Bucket | undefined)[]): Found {
  const employees = new Set<IndexedEmployee>()
  let largest = 0
  for (const bucket of buckets) {
    for (const employee of takeFrom(bucket, user.departments)) employees.add(employee)
    largest = Math.max(largest, bucket?.employees.length ?? 0)
  }
  const comparisons = [...employees]
    .map((employee) => comparePeople(user, employee))
    .sort(bestFirst)
  const totalCount =
    largest > BUCKET_LIMIT ? Math.max(largest, comparisons.length) : comparisons.length
  return { comparisons, totalCount }
}

function bestFirst(a: Comparison, b: Comparison): number {
  return b.score - a.score || a.employee.record.id - b.employee.record.id
}
