import { describe, expect, it } from 'vitest'
import type { Auth0UserId, EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import { decide } from '../../../sync/decide/decide.ts'
import type { Change, ChangeKind, Plan } from '../../../sync/decide/plan.ts'
import type { World } from '../../../sync/decide/world.ts'
import {
  account,
  carryOut,
  employee,
  NOW,
  pair,
  planFor,
  RULES,
  user,
  world,
} from './build-world.ts'

const JOHN = { id: '1' as PodfactoryUserId, employee: 42 as EmployeeId }

function kinds(plan: Plan): readonly ChangeKind[] {
  return plan.changes.map((change) => change.kind)
}

function only<Kind extends ChangeKind>(plan: Plan, kind: Kind): Extract<Change, { kind: Kind }> {
  const found = plan.changes.filter((change) => change.kind === kind)
  expect(found).toHaveLength(1)
  return found[0] as Extract<Change, { kind: Kind }>
}

/** A world in which everything was decided already. */
function settled(overrides: Partial<World>): World {
  const given = world(overrides)
  return carryOut(given, planFor(given))
}

describe('a new pair', () => {
  it('is stored with the rule that made it, and its history line holds both addresses and the evidence', () => {
    const plan = planFor(world({ employees: [employee(42)], users: [user(1)] }))

    expect(only(plan, 'put_mapping')).toMatchObject({
      before: null,
      mapping: { employeeId: 42, rule: 'email-suffix', matchedBy: 'email', matchedAt: NOW },
      audit: [
        {
          action: 'podfactory_linked',
          actor: 'sync',
          reason: 'email-suffix',
          runId: 'run-1',
          employeeId: 42,
          podfactoryUserId: '1',
          productivityEmail: 'john.doe@colorecommerce.us',
          podfactoryEmail: 'john.doe.hp@colorecommerce.us',
          matchedBy: 'email',
          matchedAt: NOW,
          evidence: { rule: 'email-suffix', candidates: [{ employeeId: 42 }] },
        },
      ],
    })
  })

  it('is not made between two namesakes: a person is asked, with both as candidates', () => {
    const plan = planFor(
      world({
        employees: [employee(1, { email: null }), employee(2, { email: null })],
        users: [user(9, { email: null, actions: [] })],
      }),
    )

    expect(kinds(plan)).not.toContain('put_mapping')
    const { reviewCase } = only(plan, 'open_review')
    expect(reviewCase).toMatchObject({
      kind: 'podfactory_user',
      subject: '9',
      reason: 'name-ambiguous',
    })
    expect(reviewCase.candidates).toMatchObject([{ employeeId: 1 }, { employeeId: 2 }])
  })

  it('closes the question that was open about the user', () => {
    const asked = settled({
      employees: [employee(1, { email: null }), employee(2, { email: null })],
      users: [user(9, { email: null, actions: [] })],
    })

    const plan = planFor({
      ...asked,
      userDecisions: [
        {
          podfactoryUserId: '9' as PodfactoryUserId,
          decision: 'confirm',
          employeeId: 2 as EmployeeId,
          reason: 'asked',
        },
      ],
    })

    expect(only(plan, 'put_mapping').mapping).toMatchObject({
      employeeId: 2,
      rule: 'manual-decision',
    })
    expect(only(plan, 'close_review')).toMatchObject({
      because: 'matched',
      audit: [{ action: 'review_closed' }],
    })
  })
})

describe('a stored pair', () => {
  it('follows a new address and keeps when and how it was matched', () => {
    const before = settled({ employees: [employee(42)], users: [user(1)] })

    const plan = planFor({
      ...before,
      users: [user(1, { email: 'john.doe.pack@colorecommerce.us' })],
    })

    const change = only(plan, 'put_mapping')
    expect(change.mapping).toEqual({
      ...before.mappings[0],
      podfactoryEmail: 'john.doe.pack@colorecommerce.us',
    })
    expect(change.audit[0]).toMatchObject({
      action: 'podfactory_email_changed',
      reason: 'email_changed:email-suffix',
    })
  })

  it('stays when its user is gone from PodFactory, and is counted as stale', () => {
    const plan = planFor(world({ employees: [employee(42)], mappings: [pair(1, 42)] }))

    expect(plan.stale).toEqual([JOHN.id])
    expect(kinds(plan)).toEqual(['put_facts'])
  })

  it('stays with an open question when the rules point to somebody else', () => {
    const maria = employee(7, { name: 'Maria Lopez', email: 'maria.lopez@colorecommerce.us' })
    const before = settled({ employees: [employee(42), maria], users: [user(1)] })

    const plan = planFor({
      ...before,
      users: [user(1, { email: 'maria.lopez@colorecommerce.us', fullName: 'Maria Lopez' })],
    })

    expect(kinds(plan)).toEqual(['open_review'])
    expect(only(plan, 'open_review').reviewCase).toMatchObject({
      kind: 'conflict',
      subject: '1',
      reason: 'pair:existing-conflict',
    })
    expect(plan.contradicted).toEqual([JOHN.id])
  })

  it('is not moved by a rule, even one that would link a new user', () => {
    const given = settled({ employees: [employee(42), employee(7)], users: [user(1)] })
    const decision = {
      userId: JOHN.id,
      outcome: 'matched',
      rule: 'email-exact',
      employeeId: 7 as EmployeeId,
      matchedBy: 'email',
      score: 1,
      candidates: [],
    } as const
    const world = { ...given, mappings: [pair(1, 42)] }

    const plan = decide({
      world,
      decisions: [decision],
      rules: RULES,
      stamp: { runId: null, now: NOW },
    })

    expect(kinds(plan)).not.toContain('put_mapping')
    expect(plan.contradicted).toEqual([JOHN.id])
  })

  it('moves when a person lays down a special mapping', () => {
    const before = settled({
      employees: [employee(42), employee(7, { name: 'Ana Ruiz', email: null })],
      users: [user(1)],
    })

    const plan = planFor({
      ...before,
      specialMappings: [
        { podfactoryUserId: JOHN.id, employeeId: 7 as EmployeeId, reason: 'season' },
      ],
    })

    expect(only(plan, 'put_mapping')).toMatchObject({
      before: { employeeId: 42 },
      mapping: { employeeId: 7, matchedBy: 'manual', rule: 'special-mapping' },
      audit: [
        { action: 'podfactory_moved', before: { employee_id: 42 }, after: { employee_id: 7 } },
      ],
    })
  })

  it('goes when a person denies it, and is not made again', () => {
    const before = settled({ employees: [employee(42)], users: [user(1)] })
    const userDecisions = [
      {
        podfactoryUserId: JOHN.id,
        decision: 'deny',
        employeeId: JOHN.employee,
        reason: null,
      } as const,
    ]

    const plan = planFor({ ...before, userDecisions })

    expect(only(plan, 'remove_mapping').audit[0]).toMatchObject({
      action: 'podfactory_unlinked',
      reason: 'denied',
      employeeId: 42,
    })
    expect(planFor(carryOut({ ...before, userDecisions }, plan)).changes).toEqual([])
  })

  it('goes when a person says that nobody stands behind the user', () => {
    const before = settled({ employees: [employee(42)], users: [user(1)] })

    const plan = planFor({
      ...before,
      userDecisions: [
        { podfactoryUserId: JOHN.id, decision: 'not_a_person', employeeId: null, reason: null },
      ],
    })

    expect(only(plan, 'remove_mapping').audit[0]).toMatchObject({ reason: 'decided-nobody' })
  })
})

describe('an employee who changes the name', () => {
  const before = settled({ employees: [employee(42)], users: [user(1)] })

  it('keeps the old name once, at the end, and the pair', () => {
    const smith = employee(42, { name: 'John Smith', previousNames: ['John Dow'] })
    const married = { ...before, employees: [smith] }

    const plan = planFor(married)

    const change = only(plan, 'put_facts')
    expect(change.facts.previousNames).toEqual(['John Dow', 'John Doe'])
    expect(change.audit[0]).toMatchObject({ reason: 'name_changed', employeeId: 42 })
    expect(planFor(carryOut(married, plan)).changes).toEqual([])
  })

  it('is not noted for another spelling of the same name', () => {
    const plan = planFor({ ...before, employees: [employee(42, { name: 'DOE, John' })] })

    const change = only(plan, 'put_facts')
    expect(change.facts).toMatchObject({ nameSeen: 'DOE, John', previousNames: [] })
    expect(change.audit[0]).toMatchObject({ reason: 'facts_changed' })
  })
})

describe('a linked account', () => {
  const id = 'auth0|111' as Auth0UserId
  const linked = {
    employees: [employee(42, { auth0UserId: id })],
    auth0Users: [account(id, { employeeId: JOHN.employee })],
    users: [user(1)],
  }

  it('is offered the facts and gets one job, once', () => {
    const plan = planFor(world(linked))

    const change = only(plan, 'change_account')
    expect(change.offer).toEqual({
      podlinkRev: 1,
      enrichment: '{"department":"Heat Press","employee_id":42,"role_code":"associate"}',
    })
    expect(change.jobKey).toBe(`metadata:${id}:${change.metadataWanted.slice(0, 12)}`)
    expect(change.audit.map((entry) => entry.action)).toEqual([
      'enrichment_offered',
      'account_changed',
    ])
    expect(planFor(settled(linked)).changes).toEqual([])
  })

  it('is offered the next revision when the department changes', () => {
    const moved = employee(42, { auth0UserId: id, department: 'Packing' })

    const plan = planFor({ ...settled(linked), employees: [moved] })

    expect(only(plan, 'change_account').offer).toMatchObject({ podlinkRev: 2 })
  })

  it('gets a job and no new offer when only PodFactory changed, and none of both in the minimal profile', () => {
    const rich = { ...RULES, profile: 'rich' } as const
    const first = world(linked)
    const before = carryOut(first, planFor(first, rich))
    const renamed = { ...before, users: [user(1, { email: 'john.doe.pack@colorecommerce.us' })] }

    const change = only(planFor(renamed, rich), 'change_account')

    expect(change.offer).toMatchObject({ podlinkRev: 1 })
    expect(change.jobKey).not.toBeNull()
    expect(kinds(planFor({ ...settled(linked), users: renamed.users }))).toEqual(['put_mapping'])
  })

  it('is asked about and left alone when an id was filled in by hand and nothing is linked', () => {
    const plan = planFor(
      world({ employees: [employee(42, { auth0UserId: id })], auth0Users: [account(id)] }),
    )

    expect(kinds(plan)).toEqual(['open_review', 'put_facts'])
    expect(only(plan, 'open_review').reviewCase).toMatchObject({
      kind: 'conflict',
      subject: id,
      reason: 'account:not-linked',
      candidates: [{ employeeId: 42 }],
    })
  })

  it.each([
    ['account:unknown-id', [employee(42, { auth0UserId: id })], []],
    [
      'account:linked-to-another',
      [employee(7), employee(42, { auth0UserId: id })],
      [account(id, { employeeId: 7 as EmployeeId })],
    ],
    ['account:id-missing', [employee(42)], [account(id, { employeeId: JOHN.employee })]],
    ['account:employee-missing', [], [account(id, { employeeId: JOHN.employee })]],
    ['account:deleted', [employee(42, { auth0UserId: id })], [account(id, { status: 'deleted' })]],
  ])('is asked about once when both sides disagree: %s', (reason, employees, auth0Users) => {
    const given = world({ employees, auth0Users })
    const plan = planFor(given)

    const reasons = plan.changes.flatMap((change) =>
      change.kind === 'open_review' ? JSON.stringify(change.reviewCase) : [],
    )
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain(reason.replace('account:', ''))
    expect(planFor(carryOut(given, plan)).changes).toEqual([])
  })

  it('has its question closed when both sides agree again', () => {
    const asked = settled({ ...linked, employees: [employee(42)] })

    const plan = planFor({ ...asked, employees: linked.employees })

    expect(only(plan, 'close_review')).toMatchObject({
      review: { kind: 'conflict', subject: id },
      because: 'agrees',
    })
  })

  it('keeps the questions that receiver and worker ask', () => {
    const openReviews = [
      {
        id: 1,
        kind: 'sign_up',
        subject: 'auth0|x',
        reason: 'unverified',
        candidates: [],
        openedAt: NOW,
      },
      {
        id: 2,
        kind: 'conflict',
        subject: 'auth0|y',
        reason: 'worker-asks',
        candidates: [],
        openedAt: NOW,
      },
    ] as const

    expect(planFor(world({ openReviews })).changes).toEqual([])
  })
})
