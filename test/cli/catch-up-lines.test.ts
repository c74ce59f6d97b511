import { describe, expect, it } from 'vitest'
import type { CatchUpOutcome, CatchUpReport } from '../../accounts/catch-up/catch-up-outcome.ts'
import { renderCatchUp, toCatchUpJson } from '../../cli/catch-up-lines.ts'

const FIGURES = {
  durationMs: 1_200,
  accountsRead: 120,
  accountsRecorded: 7,
  accountsAsked: 2,
  logsRead: 40,
  logsRecorded: 30,
  logsSkipped: 9,
  logsKept: 1,
}
const done = (change: Partial<CatchUpReport> = {}): CatchUpOutcome => ({
  kind: 'done',
  accounts: 'export',
  logStart: 'stored',
  figures: FIGURES,
  ...change,
})

describe('what catch-up tells', () => {
  it('is what was read, what was new, and what is left to do', () => {
    const text = renderCatchUp(done())

    expect(text).toContain('120 in Auth0’s export, 7 of them with something new')
    expect(text).toContain('asked about 2 one by one')
    expect(text).toContain('40 entries, 30 recorded, 9 of no news, 1 kept as dead letters')
    expect(text).toContain('podlink worker')
  })

  it('says plainly what a plan without exports and a lost place in the log mean', () => {
    const jobs = renderCatchUp(done({ accounts: 'jobs', logStart: 'lost' }))
    const logsOnly = renderCatchUp(
      done({
        accounts: null,
        logStart: 'lost',
        figures: { ...FIGURES, accountsRead: null, accountsRecorded: null, accountsAsked: null },
      }),
    )

    expect(jobs).toContain('this plan has no exports')
    expect(jobs).toContain('found with their next login')
    expect(logsOnly).toContain('Auth0 no longer keeps the entry')
    expect(logsOnly).toContain('read without --logs-only')
  })

  it('names the limit that stopped it, and how to allow it', () => {
    const breach = {
      limit: 'accounts-gone' as const,
      found: 25,
      bound: 20,
      explanation: 'the export of 5 accounts lacks 25',
      toAllow: '--allow accounts-gone',
    }
    const stopped: CatchUpOutcome = { kind: 'stopped', breaches: [breach] }

    expect(renderCatchUp(stopped)).toMatch(/Nothing was written[\s\S]*--allow accounts-gone/)
    expect(toCatchUpJson(stopped)).toEqual({ outcome: 'stopped', limits: [breach] })
  })

  it('is no error when another one is at work', () => {
    const busy: CatchUpOutcome = { kind: 'busy', since: new Date('2026-03-01T12:00:00.000Z') }

    expect(renderCatchUp(busy)).toContain('since 2026-03-01T12:00:00.000Z')
    expect(toCatchUpJson(busy)).toEqual({ outcome: 'busy', since: '2026-03-01T12:00:00.000Z' })
    expect(toCatchUpJson(done())).toMatchObject({ outcome: 'done', log_start: 'stored' })
  })
})
