import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_COLUMN_MAP } from '../../store/column-map.ts'
import { grantStatements } from '../../store/grants.ts'
import { openStore } from '../../store/open-store.ts'
import type { SyncOutcome, SyncReport } from '../../sync/sync-outcome.ts'
import { addActivities, addUsers, fillSmall, insert } from './apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from './apply/open-sync-lab.ts'

function reportOf(outcome: SyncOutcome): SyncReport {
  expect(outcome.kind).not.toBe('busy')
  return outcome as SyncReport
}

describe('runSync', () => {
  let lab: SyncLab
  beforeEach(async () => {
    lab = await openSyncLab()
    await fillSmall(lab)
  })
  afterEach(() => lab.close())

  it('links whom the rules name, asks about namesakes, and imports the work of linked users alone', async () => {
    const outcome = await lab.run()

    expect(outcome.kind).toBe('done')
    expect(reportOf(outcome).figures).toMatchObject({
      users: 5,
      matched: 2,
      matchedNew: 2,
      review: 1,
      unmatched: 1,
      sharedAccounts: 1,
      employees: 4,
      mappingsWritten: 2,
      reviewsOpened: 1,
      metadataJobs: 1,
      activitiesImported: 3,
      employeesWaiting: 2,
      compatibility: 2 / 3,
    })
    expect(
      await lab.test.query(
        'SELECT podfactory_user_id AS user, employee_id AS employee, rule FROM employee_podfactory_mapping ORDER BY 1',
      ),
    ).toEqual([
      { user: '1001', employee: 1, rule: 'email-suffix' },
      { user: '1002', employee: 2, rule: 'email-exact' },
    ])
    expect(
      await lab.test.query(
        'SELECT employee_id AS employee, quantity FROM activity_logs ORDER BY id',
      ),
    ).toEqual([
      { employee: 1, quantity: 10 },
      { employee: 2, quantity: 20 },
      { employee: 1, quantity: 50 },
    ])
  })

  it('leaves a run record with figures and one history line per link', async () => {
    await lab.run()

    const [run] = await lab.test.query("SELECT * FROM runs WHERE kind = 'sync'")
    expect(run).toMatchObject({ status: 'succeeded', error_code: null })
    expect(JSON.parse(String(run?.['figures']))).toMatchObject({
      users: 5,
      stages: { read: expect.any(Number) },
    })
    const audit = await lab.test.query(
      "SELECT employee_id, podfactory_user_id, podfactory_email, productivity_email, matched_by, run_id FROM auth0_employee_mapping_audit WHERE action = 'podfactory_linked' ORDER BY id",
    )
    expect(audit).toMatchObject([
      {
        employee_id: 1,
        podfactory_user_id: '1001',
        podfactory_email: 'john.doe.hp@colorecommerce.us',
        productivity_email: 'john.doe@colorecommerce.us',
        matched_by: 'email',
        run_id: run?.['id'],
      },
      { employee_id: 2, podfactory_user_id: '1002' },
    ])
  })

  it('gives the job of an account to the history line that asked for it', async () => {
    await lab.run()

    const [job] = await lab.test.query('SELECT * FROM account_jobs')
    const [account] = await lab.test.query('SELECT * FROM auth0_user_mapping')
    expect(job).toMatchObject({
      kind: 'update_metadata',
      auth0_user_id: 'auth0|111',
      payload: '{}',
    })
    expect(job?.['open_key']).toBe(
      `metadata:auth0|111:${String(account?.['metadata_wanted']).slice(0, 12)}`,
    )
    const [line] = await lab.test.query(
      "SELECT job_id FROM auth0_employee_mapping_audit WHERE reason = 'metadata_wanted'",
    )
    expect(line?.['job_id']).toBe(job?.['id'])
  })

  it('changes not one row when it runs again', async () => {
    await lab.run()
    const before = await lab.dump()

    const again = reportOf(await lab.run())

    expect(await lab.dump()).toEqual(before)
    expect(again.plan.changes).toEqual([])
    expect(again.figures).toMatchObject({ matchedNew: 0, activitiesImported: 0 })
  })

  it('writes nothing at all in a preview, and foretells what the run does', async () => {
    const before = await lab.dump()

    const preview = reportOf(await lab.run({ apply: false }))

    expect(await lab.dump()).toEqual(before)
    expect(await lab.test.query('SELECT * FROM runs')).toEqual([])
    expect(await lab.test.query('SELECT * FROM leases')).toEqual([])
    const { matchedNew, reviewsOpened, metadataJobs } = preview.figures
    expect(reportOf(await lab.run()).figures).toMatchObject({
      matchedNew,
      reviewsOpened,
      metadataJobs,
    })
  })

  it('stops before the first write when PodFactory is cut, and goes on when a person allows it', async () => {
    await lab.run()
    await lab.test.query(`DELETE FROM \`${lab.podfactory.schema}\`.users WHERE id > 1001`)
    const before = await lab.dump()

    const stopped = await lab.run()

    expect(stopped).toMatchObject({
      kind: 'stopped',
      breaches: [{ limit: 'users-shrunk' }, { limit: 'mapped-users-gone' }],
    })
    expect((await lab.run({ apply: false })).kind).toBe('stopped')
    expect(await lab.dump()).toEqual(before)
    expect(await lab.test.query("SELECT error_code FROM runs WHERE status = 'stopped'")).toEqual([
      { error_code: 'LIMIT_EXCEEDED' },
    ])
    expect((await lab.run({ allow: ['users-shrunk', 'mapped-users-gone'] })).kind).toBe('done')
  })

  it.each([
    ['PodFactory users', 'users-shrunk', (schema: string) => `DELETE FROM \`${schema}\`.users`],
    ['employees', 'employees-shrunk', () => 'DELETE FROM employees'],
  ])('stops the first run of all when there are no %s', async (_, limit, empty) => {
    await lab.test.query('DELETE FROM auth0_user_mapping')
    await lab.test.query(empty(lab.podfactory.schema))
    const before = await lab.dump()

    const stopped = await lab.run()

    expect(stopped).toMatchObject({ kind: 'stopped', breaches: [{ limit, found: 0 }] })
    expect(await lab.dump()).toEqual(before)
    expect((await lab.run({ allow: [limit] })).kind).toBe('done')
  })

  it('refuses the second of two runs and says since when the first is at work', async () => {
    const second: SyncOutcome[] = []

    const first = await lab.run(
      {},
      {
        source: {
          ...lab.deps.source,
          readUsers: async () => {
            second.push(await lab.run())
            return lab.deps.source.readUsers()
          },
        },
      },
    )

    expect(first.kind).toBe('done')
    expect(second).toEqual([{ kind: 'busy', since: expect.any(Date) }])
  })

  it('links a new user later, with all the work done before, however far the cursor is', async () => {
    await addActivities(lab, [
      [50_000, 1002, 1],
      [50_001, 1004, 7],
    ])
    await lab.run()
    await insert(lab, 'employees', 'id, name, email', [[9, 'Zoltan Nobody', null]])
    await addActivities(lab, [[50_002, 1004, 8]])
    await addUsers(lab, [[1010, 'john.doe.shp@colorecommerce.us', 'John Doe', 'operator', null]])
    await lab.test.query(
      `UPDATE \`${lab.podfactory.schema}\`.activities SET user_id = 1004 WHERE id = 3`,
    )

    await lab.run()

    expect(
      await lab.test.query(
        'SELECT quantity FROM activity_logs WHERE employee_id = 9 ORDER BY quantity',
      ),
    ).toEqual([{ quantity: 7 }, { quantity: 8 }, { quantity: 30 }])
    expect(
      await lab.test.query(
        'SELECT COUNT(*) AS users FROM employee_podfactory_mapping WHERE employee_id = 1',
      ),
    ).toEqual([{ users: 2 }])
  })

  it('reads the whole history of a user whom a person linked between two runs', async () => {
    await addActivities(lab, [[90_000, 1002, 1]])
    await lab.run()
    await insert(
      lab,
      'employee_podfactory_mapping',
      'podfactory_user_id, employee_id, full_name, matched_by, rule, score, matched_at',
      [['1003', 3, 'Ana Ruiz', 'manual', 'manual-decision', 1, new Date()]],
    )

    await lab.run()

    expect(
      await lab.test.query('SELECT quantity FROM activity_logs WHERE employee_id = 3'),
    ).toEqual([{ quantity: 30 }])
  })

  it('imports rows that PodFactory committed late, below the cursor', async () => {
    await lab.run()
    await addActivities(lab, [[4, 1001, 40]])

    const outcome = reportOf(await lab.run())

    expect(outcome.figures.activitiesImported).toBe(1)
    expect(
      await lab.test.query('SELECT COUNT(*) AS rows_in_all FROM activity_logs WHERE quantity = 40'),
    ).toEqual([{ rows_in_all: 1 }])
  })

  it('carries out what a person answered, closes the question and brings the work in', async () => {
    await lab.run()
    const [asked] = await lab.test.query("SELECT id FROM review_cases WHERE subject = '1003'")
    await insert(
      lab,
      'review_decisions',
      'case_id, subject, decision, employee_id, decided_by, decided_at',
      [[asked?.['id'], '1003', 'confirm', 4, 'cli:ann', new Date()]],
    )

    await lab.run()

    expect(
      await lab.test.query(
        "SELECT employee_id, matched_by, rule FROM employee_podfactory_mapping WHERE podfactory_user_id = '1003'",
      ),
    ).toEqual([{ employee_id: 4, matched_by: 'manual', rule: 'manual-decision' }])
    expect(await lab.test.query('SELECT status, closed_because FROM review_cases')).toEqual([
      { status: 'closed', closed_because: 'matched' },
    ])
    expect(
      await lab.test.query('SELECT quantity FROM activity_logs WHERE employee_id = 4'),
    ).toEqual([{ quantity: 30 }])
  })

  it('needs no more rights than the program’s account has', async () => {
    const account = `sync_${lab.podfactory.user.slice(3)}`
    await lab.test.query(`CREATE USER '${account}'@'%' IDENTIFIED BY 'narrow'`)
    for (const grant of grantStatements(lab.test.schema, `'${account}'@'%'`, DEFAULT_COLUMN_MAP))
      await lab.test.query(grant)
    const url = new URL(lab.test.url)
    url.username = account
    url.password = 'narrow'
    const store = openStore({ url: url.href })

    const outcome = await lab.run({}, { store })

    await store.close()
    await lab.test.query(`DROP USER '${account}'@'%'`)
    expect(reportOf(outcome).figures).toMatchObject({
      matchedNew: 2,
      metadataJobs: 1,
      activitiesImported: 3,
    })
  })

  it('fails loudly on an activity it cannot read, keeps the links, and imports once the row is right', async () => {
    await lab.test.query(
      `UPDATE \`${lab.podfactory.schema}\`.activities SET quantity = NULL WHERE id = 2`,
    )

    await expect(lab.run()).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      details: { table: 'activities', count: 1 },
    })

    expect(await lab.test.query('SELECT status, error_code FROM runs')).toEqual([
      { status: 'failed', error_code: 'SOURCE_SHAPE' },
    ])
    await lab.test.query(
      `UPDATE \`${lab.podfactory.schema}\`.activities SET quantity = 20 WHERE id = 2`,
    )
    expect(reportOf(await lab.run()).figures).toMatchObject({
      matchedNew: 0,
      activitiesImported: 3,
    })
  })
})
