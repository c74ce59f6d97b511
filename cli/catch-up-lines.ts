import type { CatchUpOutcome, CatchUpReport } from '../accounts/catch-up/catch-up-outcome.ts'
import type { Json } from '../kernel/canonical-json.ts'

/** The outcome as lines for a person: what was read, what of it was news, and what is left to do. */
export function renderCatchUp(outcome: CatchUpOutcome): string {
  switch (outcome.kind) {
    case 'busy': {
      const since = outcome.since === null ? '' : ` since ${outcome.since.toISOString()}`
      return `Another catch-up is at work${since}. Nothing is left to do here.`
    }
    case 'interrupted':
      return 'Ended before its end. What was stored stays; the next catch-up goes on from there.'
    case 'stopped':
      return [
        'Stopped by a safety limit. Nothing was written.',
        ...outcome.breaches.map(
          ({ limit, explanation, toAllow }) =>
            `  ${limit}: ${explanation}. If that is right: ${toAllow}`,
        ),
        'Check that AUTH0_DOMAIN names the right tenant before you allow it.',
      ].join('\n')
    case 'done':
      return [accountLine(outcome), logLine(outcome), ...hints(outcome)].join('\n')
  }
}

/** The outcome for machines. */
export function toCatchUpJson(outcome: CatchUpOutcome): Json {
  switch (outcome.kind) {
    case 'busy':
      return { outcome: 'busy', since: outcome.since?.toISOString() ?? null }
    case 'interrupted':
      return { outcome: 'interrupted' }
    case 'stopped':
      return { outcome: 'stopped', limits: outcome.breaches }
    case 'done': {
      const { accounts, logStart, figures } = outcome
      return { outcome: 'done', accounts, log_start: logStart, figures }
    }
  }
}

function accountLine({ accounts, figures }: CatchUpReport): string {
  const asked = figures.accountsAsked ?? 0
  switch (accounts) {
    case null:
      return 'Accounts: not read.'
    case 'jobs':
      return `Accounts: this plan has no exports, so the worker was asked to read each of the ${asked} that podlink knows.`
    case 'export': {
      const { accountsRead, accountsRecorded } = figures
      const questions = asked === 0 ? '' : ` The worker was asked about ${asked} one by one.`
      return `Accounts: ${accountsRead} in Auth0’s export, ${accountsRecorded} of them with something new.${questions}`
    }
  }
}

function logLine({ logStart, figures }: CatchUpReport): string {
  const { logsRead, logsRecorded, logsSkipped, logsKept } = figures
  const counts = `${logsRead} entries, ${logsRecorded} recorded, ${logsSkipped} of no news, ${logsKept} kept as dead letters.`
  switch (logStart) {
    case 'stored':
      return `Log: ${counts}`
    case 'first':
      return `Log: read from now on. ${counts}`
    case 'lost':
      return `Log: Auth0 no longer keeps the entry where the last run ended; read from now on. ${counts}`
  }
}

function hints({ accounts, logStart, figures }: CatchUpReport): readonly string[] {
  const lines: string[] = []
  if ((figures.accountsAsked ?? 0) > 0) lines.push('`podlink worker` reads what was asked about.')
  if (accounts === 'jobs' && logStart !== 'stored') {
    lines.push('Accounts podlink never heard of are found with their next login.')
  }
  if (accounts === null && logStart !== 'stored') {
    lines.push('What happened before is read without --logs-only.')
  }
  return lines
}
