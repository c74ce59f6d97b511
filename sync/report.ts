import type { Json } from '../kernel/canonical-json.ts'
import { podfactoryUserIdForOutput } from '../kernel/ids.ts'
import type { LimitBreach } from './decide/check-limits.ts'
import { groupBy } from './decide/group-by.ts'
import type { MatchDecision } from './match/decision.ts'
import type { SyncFigures, SyncOutcome, SyncReport } from './sync-outcome.ts'

/** People named one by one in the text; the others are counted, and all of them are in the JSON. */
const LISTED_MAX = 20

/** The outcome as lines for a person: who is who by which rule, what changed, how long it took, who needs a decision. */
export function renderReport(outcome: SyncOutcome): string {
  if (outcome.kind === 'busy') {
    const since = outcome.since === null ? '' : ` since ${outcome.since.toISOString()}`
    return `Another sync is at work${since}. Nothing was done; try again when it has ended.\n`
  }
  const { figures } = outcome
  const blocks = [
    [headline(outcome)],
    outcome.kind === 'stopped' ? breachLines(outcome.breaches) : changeLines(figures),
    ['Users by rule', ...ruleLines(outcome.decisions)],
    personLines(outcome),
    [stageLine(figures)],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The outcome for machines: figures, limits, and one entry per user in the order PodFactory gave them. */
export function toReportJson(outcome: SyncOutcome): Json {
  if (outcome.kind === 'busy') {
    return { outcome: 'busy', since: outcome.since?.toISOString() ?? null }
  }
  const users = new Map(outcome.world.users.map((user) => [user.id, user]))
  return {
    outcome: outcome.kind,
    run_id: outcome.runId,
    figures: outcome.figures,
    limits: outcome.kind === 'stopped' ? outcome.breaches : [],
    users: outcome.decisions.map((decision) => {
      const user = users.get(decision.userId)
      return {
        podfactory_user_id: podfactoryUserIdForOutput(decision.userId),
        email: user?.email ?? null,
        full_name: user?.fullName ?? null,
        user_role: user?.userRole ?? null,
        actions: user?.actions ?? [],
        outcome: decision.outcome,
        rule: decision.rule,
        employee_id: decision.employeeId,
        matched_by: decision.matchedBy,
        score: decision.score,
        candidates: decision.candidates.map((candidate) => ({
          employee_id: candidate.employeeId,
          score: candidate.score,
          evidence: candidate.evidence,
        })),
      }
    }),
    stale: outcome.plan.stale.map(podfactoryUserIdForOutput),
    contradicted: outcome.plan.contradicted.map(podfactoryUserIdForOutput),
  }
}

function headline(
  outcome: SyncReport & { readonly kind: 'stopped' | 'previewed' | 'done' },
): string {
  const { figures, plan } = outcome
  const seen = `${figures.users} PodFactory users, ${figures.employees} employees`
  if (outcome.kind === 'stopped') return `Stopped before anything was written: ${seen}.`
  const isIdle = plan.changes.length === 0
  if (outcome.kind === 'previewed') {
    return `${isIdle ? 'Nothing to change' : 'Preview, nothing was written'}: ${seen}.`
  }
  return isIdle && figures.activitiesImported === 0
    ? `Nothing to change: ${seen}.`
    : `Synced: ${seen}.`
}

function breachLines(breaches: readonly LimitBreach[]): readonly string[] {
  return breaches.flatMap((breach) => [
    `  ${breach.limit}: ${breach.explanation}.`,
    `    If this is right, run again with ${breach.toAllow}.`,
  ])
}

function changeLines(figures: SyncFigures): readonly string[] {
  return table([
    ['links written', figures.mappingsWritten, `${figures.matchedNew} of them new`],
    ['questions opened', figures.reviewsOpened, `${figures.reviewsClosed} closed`],
    ['accounts to update', figures.metadataJobs, ''],
    ['activities imported', figures.activitiesImported, ''],
    ['changes postponed', figures.postponed, 'somebody else was at work on them'],
  ])
}

function ruleLines(decisions: readonly MatchDecision[]): readonly string[] {
  const rules = [...groupBy(decisions, ({ outcome, rule }) => `${outcome} ${rule}`)]
  if (rules.length === 0) return ['  (no users)']
  return table(
    rules
      .map(([name, group]) => [name, group.length, ''] as const)
      .toSorted((a, b) => (a[0] < b[0] ? -1 : 1)),
  )
}

function personLines({ decisions, figures }: SyncReport): readonly string[] {
  const asked = decisions.filter((decision) => decision.outcome === 'review')
  if (asked.length === 0) return ['Nobody waits for a decision.']
  const listed = asked.slice(0, LISTED_MAX).map((decision) => {
    const candidates = decision.candidates.map((candidate) => `#${candidate.employeeId}`)
    const shown = candidates.length === 0 ? 'no candidate' : `perhaps ${candidates.join(', ')}`
    return `  user ${decision.userId}: ${decision.rule}, ${shown}`
  })
  const rest = asked.length - listed.length
  return [
    `${figures.review} users wait for a decision`,
    ...listed,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function stageLine({ stages, durationMs }: SyncFigures): string {
  const parts = Object.entries(stages).map(([stage, ms]) => `${stage} ${ms} ms`)
  return `Time: ${[...parts, `all ${durationMs} ms`].join(', ')}`
}

function table(rows: readonly (readonly [string, number, string])[]): readonly string[] {
  const shown = rows.filter(([, count]) => count > 0)
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const digits = Math.max(0, ...shown.map(([, count]) => String(count).length))
  return shown.map(([name, count, note]) => {
    const line = `  ${name.padEnd(width)}  ${String(count).padStart(digits)}`
    return note === '' ? line : `${line}  (${note})`
  })
}
