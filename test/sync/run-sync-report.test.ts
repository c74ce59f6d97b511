import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { countFigures } from '../../sync/count-figures.ts'
import { decide } from '../../sync/decide/decide.ts'
import { toMatchInput } from '../../sync/decide/to-match-input.ts'
import type { World } from '../../sync/decide/world.ts'
import { matchPeople } from '../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { renderReport, toReportJson } from '../../sync/report.ts'
import type { SyncReport } from '../../sync/sync-outcome.ts'
import { carryOut, employee, NOW, planFor, RULES, user, world } from './decide/build-world.ts'

function report(given: World, runId: null = null): SyncReport {
  const decisions = matchPeople({ ...toMatchInput(given), settings: defaultMatchSettings })
  const plan = decide({ world: given, decisions, rules: RULES, stamp: { runId, now: NOW } })
  const times = { durationMs: 12, stages: { read: 5, match: 3 } }
  const figures = countFigures({
    world: given,
    decisions,
    plan,
    stored: plan.changes,
    activitiesImported: 0,
    ...times,
  })
  return { runId, world: given, decisions, plan, figures }
}

const mixed = world({
  employees: [
    employee(42),
    employee(1, { name: 'Ana Ruiz', email: null }),
    employee(2, { name: 'Ana Ruiz', email: null }),
  ],
  users: [
    user(7),
    user(8, { email: null, fullName: 'Ana Ruiz', actions: [] }),
    user(9, { email: null, fullName: 'Zoltan Nobody' }),
  ],
})

describe('the report for people', () => {
  it('says by which rule users are linked, what would change, the times, and who needs a person', () => {
    expect(renderReport({ kind: 'previewed', ...report(mixed) })).toBe(
      [
        'Preview, nothing was written: 3 PodFactory users, 3 employees.',
        '',
        '  links written     1  (1 of them new)',
        '  questions opened  1  (0 closed)',
        '',
        'Users by rule',
        '  matched email-suffix    1',
        '  review name-ambiguous   1',
        '  unmatched no-candidate  1',
        '',
        '1 users wait for a decision',
        '  user 8: name-ambiguous, perhaps #1, #2',
        '',
        'Time: read 5 ms, match 3 ms, all 12 ms',
        '',
      ].join('\n'),
    )
  })

  it('says plainly that there is nothing to change', () => {
    const before = world({ employees: [employee(42)], users: [user(7)] })

    const text = renderReport({ kind: 'done', ...report(carryOut(before, planFor(before))) })

    expect(text).toMatch(/^Nothing to change: 1 PodFactory users, 1 employees\.\n/)
    expect(text).toContain('Nobody waits for a decision.')
  })

  it('names each limit that stopped the run and how to allow it', () => {
    const breach = {
      limit: 'users-shrunk',
      found: 1,
      bound: 80,
      explanation: '1 users in PodFactory, at least 80 expected',
      toAllow: '--allow users-shrunk',
    } as const

    const text = renderReport({ kind: 'stopped', breaches: [breach], ...report(mixed) })

    expect(text).toContain('Stopped before anything was written')
    expect(text).toContain('users-shrunk: 1 users in PodFactory, at least 80 expected.')
    expect(text).toContain('run again with --allow users-shrunk.')
    expect(text).not.toContain('links written')
  })

  it('says since when another sync is at work', () => {
    expect(renderReport({ kind: 'busy', since: NOW })).toContain('since 2026-01-05T08:00:00.000Z')
    expect(renderReport({ kind: 'busy', since: null })).toMatch(/^Another sync is at work\. /)
  })
})

describe('the report for machines', () => {
  it('lists every user with what PodFactory says and what was decided, as plain JSON', () => {
    const json = toReportJson({ kind: 'previewed', ...report(mixed) })

    expect(JSON.parse(canonicalJson(json))).toMatchObject({
      outcome: 'previewed',
      run_id: null,
      limits: [],
      figures: { users: 3, matched: 1, review: 1, unmatched: 1, compatibility: 0.5 },
      users: [
        {
          podfactory_user_id: 7,
          email: 'john.doe.hp@colorecommerce.us',
          full_name: 'John Doe',
          user_role: 'operator',
          actions: ['In Production'],
          outcome: 'matched',
          rule: 'email-suffix',
          employee_id: 42,
        },
        {
          podfactory_user_id: 8,
          outcome: 'review',
          candidates: [{ employee_id: 1 }, { employee_id: 2 }],
        },
        { podfactory_user_id: 9, outcome: 'unmatched', rule: 'no-candidate', employee_id: null },
      ],
    })
  })

  it('is fully compatible when there is nobody to match', () => {
    expect(toReportJson({ kind: 'previewed', ...report(world()) })).toMatchObject({
      figures: { compatibility: 1 },
      users: [],
    })
  })
})
