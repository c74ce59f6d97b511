import pc from 'picocolors'
import { podfactoryUserIdForOutput } from '../../kernel/ids.ts'
import type { Candidate, Evidence, MatchDecision } from '../../sync/match/decision.ts'
import type { EmployeeRecord, UserRecord } from '../../sync/match/people.ts'
import { renderTable } from '../table.ts'

/** Lines in one piece: some megabytes, for all of a large company is more than one text can hold. */
const PIECE_LINES = 1_000

/** One JSON object per line, one line per decision, in their order, in pieces of whole lines. */
export function* decisionsAsJsonLines(decisions: readonly MatchDecision[]): Iterable<string> {
  for (let from = 0; from < decisions.length; from += PIECE_LINES) {
    yield decisions
      .slice(from, from + PIECE_LINES)
      .map((decision) => `${printable(JSON.stringify(toOutput(decision)))}\n`)
      .join('')
  }
}

/** JSON escapes what steers a terminal only as far as ASCII goes. */
function printable(json: string): string {
  return json.replaceAll(STEERING, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const STEERING = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** More would only push the summary off the screen. */
const REVIEWS_MAX = 1_000

/**
 * How many users came out how, by which rule, and then who waits for a person, a thousand at most, best candidate first.
 */
export function decisionsAsTable(input: {
  readonly decisions: readonly MatchDecision[]
  readonly users: readonly UserRecord[]
  readonly employees: readonly EmployeeRecord[]
}): string {
  const { decisions } = input
  const parts = [
    summary(decisions),
    renderTable(['outcome', 'rule', 'users'], countRules(decisions)),
  ]
  const reviews = decisions.filter((decision) => decision.outcome === 'review')
  if (reviews.length > 0) {
    const heading = ['user', 'name', 'e-mail', 'why a person decides', 'best candidate', 'others']
    const shown = reviews.slice(0, REVIEWS_MAX)
    parts.push(renderTable(heading, reviewRows({ ...input, decisions: shown })))
    const more = reviews.length - shown.length
    if (more > 0) parts.push(`… and ${more} more who wait: --json lists everybody.`)
  }
  return `${parts.join('\n\n')}\n`
}

// The field order is part of the contract, so it is written out.
function toOutput(decision: MatchDecision) {
  return {
    podfactory_user_id: podfactoryUserIdForOutput(decision.userId),
    outcome: decision.outcome,
    employee_id: decision.employeeId,
    matched_by: decision.matchedBy,
    rule: decision.rule,
    score: decision.score,
    candidates: decision.candidates.map(({ employeeId, score, evidence }) => ({
      employee_id: employeeId,
      score,
      evidence,
    })),
  }
}

function summary(decisions: readonly MatchDecision[]): string {
  const count = (outcome: MatchDecision['outcome']): number =>
    decisions.filter((decision) => decision.outcome === outcome).length
  return [
    pc.bold(`${decisions.length} users`),
    pc.green(`${count('matched')} matched`),
    pc.yellow(`${count('review')} for a person`),
    `${count('unmatched')} unmatched`,
  ].join('  ')
}

function countRules(decisions: readonly MatchDecision[]): readonly (readonly string[])[] {
  const counts = new Map<string, { outcome: string; rule: string; count: number }>()
  for (const { outcome, rule } of decisions) {
    const entry = counts.get(rule) ?? { outcome, rule, count: 0 }
    counts.set(rule, { ...entry, count: entry.count + 1 })
  }
  return [...counts.values()]
    .sort((a, b) => a.outcome.localeCompare(b.outcome) || b.count - a.count)
    .map(({ outcome, rule, count }) => [outcome, rule, String(count)])
}

function reviewRows(input: {
  readonly decisions: readonly MatchDecision[]
  readonly users: readonly UserRecord[]
  readonly employees: readonly EmployeeRecord[]
}): readonly (readonly string[])[] {
  const users = new Map(input.users.map((user) => [user.id, user]))
  const names = new Map(input.employees.map(({ id, name }) => [id, name]))
  return input.decisions.map(({ userId, rule, candidates }) => {
    const user = users.get(userId)
    const [best, ...others] = candidates
    const shown = best === undefined ? 'none' : `#${best.employeeId} ${names.get(best.employeeId)}`
    const why = best === undefined ? rule : `${rule}: ${explain(best)}`
    return [
      userId,
      user?.fullName ?? '',
      user?.email ?? '',
      why,
      shown,
      otherCount(best, others.length),
    ]
  })
}

function explain({ evidence }: Candidate): string {
  return evidence
    .filter(({ field }) => field === 'department' || field === 'active')
    .map(({ field, level }) => (field === 'active' ? level : `${field} ${level}`))
    .join(', ')
}

function otherCount(best: Candidate | undefined, listedCount: number): string {
  const isCount = (row: Evidence): boolean => row.field === 'candidates'
  const total = best?.evidence.find(isCount)?.user ?? null
  return total === null ? String(listedCount) : `${Number(total) - 1}`
}
