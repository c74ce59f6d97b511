import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'
import { buildEmployeeIndex } from './employee-index.ts'
import { matchAgainst } from './match-people.ts'
import type { EmployeeRecord, UserRecord } from './people.ts'
import type { MatchSettings } from './settings.ts'
import { linksNeeded, wrongShareAtMost } from './wrong-share.ts'

/** What one threshold did on the labelled users; counts of users. */
export type CalibrationPoint = {
  readonly linkBitsMin: number
  readonly links: number
  readonly wrong: number
  readonly reviews: number
  /** Labelled users who are an employee. */
  readonly people: number
  /** Not exceeded with 95 % confidence. */
  readonly wrongShareAtMost: number
}

export type Calibration = {
  readonly points: readonly CalibrationPoint[]
  /** The lowest threshold that keeps the promise, with all higher ones; null when the data prove none. */
  readonly chosen: CalibrationPoint | null
  /** Right links, with none wrong, that would prove the promise. */
  readonly linksNeeded: number
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
  const failed = points.findLastIndex((point) => point.wrongShareAtMost > input.wrongShareMax)
  return {
    points,
    chosen: points[failed + 1] ?? null,
    linksNeeded: linksNeeded(input.wrongShareMax),
  }
}

function toPoint(
  linkBitsMin: number,
  decisions: ReturnType<typeof matchAgainst>,
  truth: ReadonlyMap<PodfactoryUserId, EmployeeId | null>,
): CalibrationPoint {
  let [links, wrong, reviews, people] = [0, 0, 0, 0]
  for (const decision of decisions) {
    const known = truth.get(decision.userId)
    if (known === undefined) continue
    if (known !== null) people += 1
    if (decision.outcome === 'review') reviews += 1
    if (decision.outcome !== 'matched') continue
    links += 1
    if (decision.employeeId !== known) wrong += 1
  }
  return {
    linkBitsMin,
    links,
    wrong,
    reviews,
    people,
    wrongShareAtMost: wrongShareAtMost(wrong, links),
  }
}
