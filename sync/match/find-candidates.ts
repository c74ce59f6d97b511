import { allOf, type Bucket, BUCKET_LIMIT, isList, sizeOf, takeFrom } from './bucket.ts'
import { isSameFullName } from './compare-names.ts'
import { comparePeople, type Comparison } from './compare-people.ts'
import { type EmployeeIndex, type IndexedEmployee, pairKey, wordPairs } from './employee-index.ts'
import { respelledLocal } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import { nicknamesOf } from './nicknames.ts'
import type { Run } from './run.ts'
import type { UserFacts } from './user-facts.ts'

/** Comparisons best first (equal weights by id), and how many people fitted at least when a crowd was cut. */
export type Found = { readonly comparisons: readonly Comparison[]; readonly totalCount: number }

/** Bearers of a common word that are looked at for a first letter; his name is too common to link anybody anyway. */
const SCANNED_MAX = 512

type Buckets = readonly (Bucket | undefined)[]

/**
 * Employees whose address is the user's by the least changed reading that belongs to anybody: an uncut address that an
 * employee owns is never cut.
 */
export function findByAddress(user: UserFacts, run: Run): Found {
  for (const { address } of user.email?.readings ?? []) {
    const bucket = run.index.byAddress.get(address)
    if (bucket !== undefined) return collect(user, [bucket], run)
  }
  return { comparisons: [], totalCount: 0 }
}

/** Employees, besides the one found already, who bear the user's full name, in any order and spacing, now or before. */
export function findNamesakes(
  user: UserFacts,
  { employee }: Comparison,
  run: Run,
): readonly Comparison[] {
  if (user.name === null) return []
  const buckets = fullNameBuckets(user.name, run.index)
  if (buckets.every((bucket) => bucket === undefined || bucket === employee)) return []
  return collect(user, buckets, run).comparisons.filter((one) => one.employee !== employee)
}

/**
 * Everybody worth looking at: the same name, more or fewer words, one misspelled, abbreviated or familiar word, a lone
 * name, and a similar address; where nobody fits, also who shares a word and a first letter, and whom the address spells.
 * Bounded per key. Where somebody of the department bears the very name, slips are not looked for: they weigh far less.
 */
export function findSimilar(user: UserFacts, run: Run): Found {
  const { index } = run
  const { name } = user
  if (name === null) return findByAddressName(user, run)
  const near = [
    ...addressBuckets(user, run),
    ...fullNameBuckets(name, index),
    ...wordPairs(name.words).map(([a, b]) => index.byPair.get(pairKey(a, b))),
  ]
  const exact = collect(user, near, run)
  if (exact.comparisons.some(isBearer)) return worthShowing(exact, run)
  near.push(...similarNameBuckets(name, index))
  const found = worthShowing(collect(user, near, run), run)
  if (found.comparisons.some((one) => one.name !== 'lone' && one.name !== 'similar')) return found
  near.push(...vagueBuckets(name, index))
  if (user.addressName !== null) near.push(...nameBuckets(user.addressName, index))
  return worthShowing(collect(user, near, run), run)
}

function findByAddressName(user: UserFacts, run: Run): Found {
  const spelled = user.addressName === null ? [] : nameBuckets(user.addressName, run.index)
  return worthShowing(collect(user, [...addressBuckets(user, run), ...spelled], run), run)
}

function isBearer({ name, department }: Comparison): boolean {
  return isSameFullName(name) && department !== 'differs'
}

function nameBuckets(name: NormalizedName, index: EmployeeIndex): Buckets {
  return [...fullNameBuckets(name, index), ...similarNameBuckets(name, index)]
}

function worthShowing(found: Found, { settings }: Run): Found {
  const { showBitsMin } = settings.thresholds
  const comparisons = found.comparisons.filter(
    (one) => isOwner(one) || (one.bits >= showBitsMin && isRelated(one)),
  )
  const isCut = found.totalCount > found.comparisons.length
  return { comparisons, totalCount: isCut ? found.totalCount : comparisons.length }
}

/** Whoever bears the name or has the address is shown, however many others do. */
function isOwner({ address, name }: Comparison): boolean {
  return isSameFullName(name) || !['none', 'other', 'differs', 'contradicts'].includes(address)
}

function isRelated({ name, addressName }: Comparison): boolean {
  const isNamed = name !== 'none' && name !== 'partial'
  return isNamed || !['none', 'partial', 'lone'].includes(addressName)
}

function addressBuckets(user: UserFacts, { index, survey }: Run): Buckets {
  const { email } = user
  const byReading = email?.readings.map(({ address }) => index.byAddress.get(address)) ?? []
  const byLocal = user.respelledLocals.map((local) => index.byRespelledLocal.get(local))
  if (email === null || email.isCompany) return [...byReading, ...byLocal]
  const isMirror = survey.mirrorDomains.has(email.domain)
  return [
    ...byReading,
    ...byLocal,
    isMirror ? index.byRespelledLocal.get(respelledLocal(email.address)) : undefined,
    withoutCrowd(index.byPrivateLocal.get(email.local)),
    withoutCrowd(index.byPrivateDomain.get(email.domain)),
  ]
}

// A domain or mailbox name of many people says nothing about any of them.
function withoutCrowd(bucket: Bucket | undefined): Bucket | undefined {
  return sizeOf(bucket) > BUCKET_LIMIT ? undefined : bucket
}

function fullNameBuckets(name: NormalizedName, index: EmployeeIndex): Buckets {
  return [index.bySortedKey.get(name.sortedKey), index.byCompactKey.get(name.compactKey)]
}

function similarNameBuckets(name: NormalizedName, index: EmployeeIndex): Buckets {
  const [first] = name.words
  if (name.words.length === 1 && first !== undefined) {
    return variantsOf(first, index).map((word) => index.byWord.get(word))
  }
  const keys = new Set<string>()
  const buckets: (Bucket | undefined)[] = []
  for (const [a, b] of wordPairs(name.words)) {
    for (const variant of variantsOf(a, index)) keys.add(pairKey(variant, b))
    for (const variant of variantsOf(b, index)) keys.add(pairKey(a, variant))
    if (a.length === 1) buckets.push(beginningWith(a, index.byWord.get(b)))
    if (b.length === 1) buckets.push(beginningWith(b, index.byWord.get(a)))
  }
  for (const key of keys) buckets.push(index.byPair.get(key))
  return buckets
}

function vagueBuckets(name: NormalizedName, index: EmployeeIndex): Buckets {
  return wordPairs(name.words).flatMap(([a, b]) => [
    beginningWith(a, index.byWord.get(b)),
    beginningWith(b, index.byWord.get(a)),
  ])
}

/** Bearers of a word who have another word with the same first letter; of a crowd, those among the first. */
function beginningWith(word: string, bearers: Bucket | undefined): Bucket {
  const found: IndexedEmployee[] = []
  const all = allOf(bearers)
  for (let at = 0; at < all.length && at < SCANNED_MAX && found.length < BUCKET_LIMIT; at += 1) {
    const employee = all[at]
    if (employee !== undefined && hasInitial(employee, word)) found.push(employee)
  }
  return found
}

function hasInitial({ name, previousNames }: IndexedEmployee, word: string): boolean {
  const starts = (known: NormalizedName | null) =>
    known?.words.some((other) => other[0] === word[0]) ?? false
  return starts(name) || previousNames.some(starts)
}

function variantsOf(word: string, index: EmployeeIndex): readonly string[] {
  const borne = [word, ...nicknamesOf(word), word.slice(0, 1)].filter((one) =>
    index.byWord.has(one),
  )
  return [...borne, ...index.misspellings(word)]
}

function collect(user: UserFacts, buckets: Buckets, run: Run): Found {
  const [only] = buckets
  if (buckets.length === 1 && only !== undefined && !isList(only)) {
    return { comparisons: [comparePeople(user, only, run)], totalCount: 1 }
  }
  const employees = new Set<IndexedEmployee>()
  let largest = 0
  for (const bucket of buckets) {
    for (const employee of takeFrom(bucket, user.departments)) employees.add(employee)
    largest = Math.max(largest, sizeOf(bucket))
  }
  const comparisons = [...employees]
    .map((employee) => comparePeople(user, employee, run))
    .sort(bestFirst)
  const totalCount =
    largest > BUCKET_LIMIT ? Math.max(largest, comparisons.length) : comparisons.length
  return { comparisons, totalCount }
}

function bestFirst(a: Comparison, b: Comparison): number {
  return b.bits - a.bits || a.employee.record.id - b.employee.record.id
}
