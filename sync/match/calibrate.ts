import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import type { MatchedRule } from './decision.ts'
import { buildEmployeeIndex } from './employee-index.ts'
import { matchAgainst } from './match-people.ts'
import type { EmployeeRecord, UserRecord } from './people.ts'
import type { MatchSettings } from './settings.ts'
import { linksNeeded, shareInterval, wrongShareAtMost } from './wrong-share.ts'

/** What one threshold did on the labelled users; counts of users. */
export type CalibrationPoint = {
  readonly linkBitsMin: number
  readonly links: number
  readonly wrong: number
  /** Links that rest on the threshold: by name, or by an address that is only like the employee's. */
  readonly governed: number
  readonly reviews: number
  /** Labelled users who are an employee. */
  readonly people: number
  /** Not exceeded with 95 % confidence. */
  readonly wrongShareAtMost: number
  /** Of the precision. */
  readonly interval: readonly [number, number]
  readonly wrongLinks: readonly WrongLink[]
}

export type WrongLink = {
  readonly userId: PodfactoryUserId
  readonly linked: EmployeeId
  /** Null for nobody. */
  readonly really: EmployeeId | null
  readonly rule: MatchedRule
}

export type Calibration = {
  readonly points: readonly CalibrationPoint[]
  /**
   * The lowest threshold that keeps the promise, and above which none breaks it; null when the data prove none, as when
   * no labelled link rests on the threshold.
   */
  readonly chosen: CalibrationPoint | null
  /** Right links, with none wrong, that would prove the promise. */
  readonly linksNeeded: number
  /** Labels of users, and labels that name employees, who are not in the data. */
  readonly unknownUsers: number
  readonly unknownEmployees: number
}

/** Thresholds that are tried, in bits; below, evidence speaks against the link. */
const BITS_MIN = 0
const BITS_MAX = 14

/**
 * Chooses the threshold for a promise, at most `wrongShareMax` of the automatic links wrong, from users whose employee is
 * known; null in `truth` stands for a user who is nobody, and users who are not in it are matched and not counted.
 */
export function calibrate(input: {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly truth: ReadonlyMap<PodfactoryUserId, EmployeeId | null>
  readonly settings: MatchSettings
  readonly wrongShareMax: number
  /** Told how many of the thresholds have been tried. */
  readonly onProgress?: (done: number, total: number) => void
}): Calibration {
  const index = buildEmployeeIndex(input.employees, input.settings)
  const points: CalibrationPoint[] = []
  for (let bits = BITS_MIN; bits <= BITS_MAX; bits += 1) {
    input.onProgress?.(bits - BITS_MIN, BITS_MAX - BITS_MIN + 1)
    const thresholds = { ...input.settings.thresholds, linkBitsMin: bits }
    const decisions = matchAgainst({
      index,
      users: input.users,
      pinned: new Map(),
      existing: new Map(),
      settings: { ...input.settings, thresholds },
    })
    points.push(toPoint(bits, decisions, input.truth))
  }
  const needed = linksNeeded(input.wrongShareMax)
  const isKept = (point: CalibrationPoint) => point.wrongShareAtMost <= input.wrongShareMax
  // A high threshold leaves too few links to prove anything, which speaks against none of the lower ones.
  const failed = points.findLastIndex((point) => !isKept(point) && point.links >= needed)
  const isGoverned = points.some(({ governed }) => governed > 0)
  return {
    points,
    chosen: isGoverned ? (points.slice(failed + 1).find(isKept) ?? null) : null,
    linksNeeded: needed,
    ...countUnknown(input),
  }
}

function countUnknown({ employees, users, truth }: Parameters<typeof calibrate>[0]) {
  const known = { users: new Set(users.map(({ id }) => id)), employees: new Set<EmployeeId>() }
  for (const { id } of employees) known.employees.add(id)
  let [unknownUsers, unknownEmployees] = [0, 0]
  for (const [user, employee] of truth) {
    if (!known.users.has(user)) unknownUsers += 1
    else if (employee !== null && !known.employees.has(employee)) unknownEmployees += 1
  }
  return { unknownUsers, unknownEmployees }
}

/** Of an employee's own address, whatever the name weighs. */
const BY_ADDRESS: ReadonlySet<MatchedRule> = new Set(['email-exact', 'email-plus', 'email-suffix'])

function toPoint(
  linkBitsMin: number,
  decisions: ReturnType<typeof matchAgainst>,
  truth: ReadonlyMap<PodfactoryUserId, EmployeeId | null>,
): CalibrationPoint {
  let [links, governed, reviews, people] = [0, 0, 0, 0]
  const wrongLinks: WrongLink[] = []
  for (const decision of decisions) {
    const known = truth.get(decision.userId)
    if (known === undefined) continue
    if (known !== null) people += 1
    if (decision.outcome === 'review') reviews += 1
    if (decision.outcome !== 'matched') continue
    links += 1
    const { userId, employeeId: linked, rule } = decision
    if (!BY_ADDRESS.has(rule)) governed += 1
    if (linked !== known) wrongLinks.push({ userId, linked, really: known, rule })
  }
  const wrong = wrongLinks.length
  return {
    linkBitsMin,
    links,
    wrong,
    governed,
    reviews,
    people,
    wrongShareAtMost: wrongShareAtMost(wrong, links),
    interval: shareInterval(links - wrong, links),
    wrongLinks,
  }
}
