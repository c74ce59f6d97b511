import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../../kernel/ids.ts'
import { releaseLease, takeLease } from '../../../store/tables/leases.ts'
import { insertRun } from '../../../store/tables/runs.ts'
import { reading } from '../../../store/transaction.ts'
import { applyPlan } from '../../../sync/apply/apply-plan.ts'
import type { HeldRun } from '../../../store/held-run.ts'
import { decide } from '../../../sync/decide/decide.ts'
import type { Change } from '../../../sync/decide/plan.ts'
import { toMatchInput } from '../../../sync/decide/to-match-input.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { readWorld } from '../../../sync/source/read-world.ts'
import { fillSmall } from './fill-lab.ts'
import { openSyncLab, type SyncLab } from './open-sync-lab.ts'

describe('applyPlan', () => {
  let lab: SyncLab
  let run: HeldRun
  beforeEach(async () => {
    lab = await openSyncLab()
    await fillSmall(lab)
    const runId = randomUUID() as RunId
    run = { runId, lease: { name: 'sync', token: runId }, leaseMs: 60_000 }
    await reading(lab.test.store, async (db) => {
      await takeLease(db, run.lease, run.leaseMs)
      await insertRun(db, { id: runId, kind: 'sync', startedAt: new Date() })
    })
  })
  afterEach(() => lab.close())

  async function plan(): Promise<readonly Change[]> {
    const world = await readWorld(lab.test.store, lab.deps.source)
    const decisions = matchPeople({ ...toMatchInput(world), settings: lab.deps.matchSettings })
    const stamp = { runId: run.runId, now: new Date() }
    const rules = { ...lab.deps, companyDomains: lab.deps.matchSettings.companyDomains }
    return decide({ world, decisions, rules, stamp }).changes
  }

  function apply(
    changes: readonly Change[],
    newId: () => string = randomUUID,
  ): Promise<readonly Change[]> {
    const { store } = lab.test
    return applyPlan(
      { store, newId, now: () => new Date(), onProgress: () => undefined },
      run,
      changes,
    )
  }

  it('leaves a person alone whom somebody else linked since the plan was made, and stores the others', async () => {
    const changes = await plan()
    await lab.test.query(
      "INSERT INTO employee_podfactory_mapping (podfactory_user_id, employee_id, matched_by, rule, score) VALUES ('1002', 3, 'manual', 'manual-decision', 1)",
    )

    const stored = await apply(changes)

    expect(
      await lab.test.query(
        'SELECT podfactory_user_id AS user, employee_id AS employee FROM employee_podfactory_mapping ORDER BY 1',
      ),
    ).toEqual([
      { user: '1001', employee: 1 },
      { user: '1002', employee: 3 },
    ])
    expect(
      await lab.test.query(
        "SELECT id FROM auth0_employee_mapping_audit WHERE podfactory_user_id = '1002'",
      ),
    ).toEqual([])
    expect(
      changes.filter((change) => !stored.includes(change)).map((change) => change.group),
    ).toEqual(['employee:2', 'employee:2'])
  })

  it('keeps a login that happened since the plan was made, and an offer somebody else made', async () => {
    const changes = await plan()
    await lab.test.query("UPDATE auth0_user_mapping SET last_login = '2026-01-04 10:00:00'")
    await apply(changes)
    const [told] = await lab.test.query('SELECT last_login, podlink_rev FROM auth0_user_mapping')
    expect(told).toEqual({ last_login: expect.any(Date), podlink_rev: 1 })

    await lab.test.query("UPDATE employees SET department = 'Packing' WHERE id = 1")
    const next = await plan()
    await lab.test.query('UPDATE auth0_user_mapping SET podlink_rev = 7')
    await apply(next)

    expect(await lab.test.query('SELECT podlink_rev FROM auth0_user_mapping')).toEqual([
      { podlink_rev: 7 },
    ])
  })

  it('stores nothing once the lease is somebody else’s', async () => {
    const changes = await plan()
    const before = await lab.dump()
    await reading(lab.test.store, async (db) => {
      await releaseLease(db, run.lease)
      await takeLease(db, { name: 'sync', token: 'another' }, 60_000)
    })

    await expect(apply(changes)).rejects.toMatchObject({ code: 'STORE_LEASE_LOST' })

    expect(await lab.dump()).toEqual(before)
  })

  it('lets nobody take the lease in the middle of a batch', async () => {
    const seen: unknown[] = []

    await apply(await plan(), () => {
      seen.push(
        lab.test
          .query("UPDATE leases SET token = 'another'")
          .then(() => lab.test.query('SELECT COUNT(*) AS pairs FROM employee_podfactory_mapping')),
      )
      return randomUUID()
    })

    expect(await Promise.all(seen)).toEqual([[{ pairs: 2 }]])
  })

  it('holds the lease longer with every batch', async () => {
    await lab.test.query('UPDATE leases SET held_until = UTC_TIMESTAMP(6) + INTERVAL 1 SECOND')

    await apply(await plan())

    expect(
      await lab.test.query(
        'SELECT held_until > UTC_TIMESTAMP(6) + INTERVAL 30 SECOND AS is_long FROM leases',
      ),
    ).toEqual([{ is_long: 1 }])
  })
})
