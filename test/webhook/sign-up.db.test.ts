import type { Hono } from 'hono'
import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import {
  type BodyChange,
  loginBody,
  openReceiver,
  post,
  registrationBody,
} from './open-receiver.ts'

let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
})

afterAll(() => database.close())

beforeEach(async () => {
  for (const table of [
    'auth0_user_mapping',
    'auth0_employee_mapping_audit',
    'account_jobs',
    'review_cases',
    'review_decisions',
    'deliveries',
    'write_ledger',
    'employee_facts',
    'employees',
  ]) {
    await database.query(`DELETE FROM ${table}`)
  }
  await database.query(
    `INSERT INTO employees (id, name, email, is_active, department, role_code) VALUES
     (42, 'John Doe', 'John.Doe@colorecommerce.us', 1, 'Heat Press', 'associate'),
     (43, 'Ann Lee', 'ann.lee@colorecommerce.us', 1, 'Packing', NULL),
     (44, 'Old Timer', 'old.timer@colorecommerce.us', 0, NULL, NULL),
     (45, 'José Díaz', 'josé@colorecommerce.us', 1, NULL, NULL),
     (46, 'Twin One', 'twins@colorecommerce.us', 1, NULL, NULL),
     (47, 'Twin Two', 'twins@colorecommerce.us', 1, NULL, NULL),
     (48, 'Kim Ok', 'kim.ok@colorecommerce.us', 1, NULL, NULL)`,
  )
  await database.query(
    `INSERT INTO employee_facts (employee_id, name_seen, name_key, previous_names, updated_at)
     VALUES (42, 'John Doe', 'doe john', '[]', NOW(6))`,
  )
})

async function mapping(id = 'auth0|user-1') {
  const rows = await database.query('SELECT * FROM auth0_user_mapping WHERE auth0_user_id = ?', [
    id,
  ])
  return rows[0]
}

async function reviews() {
  return database.query('SELECT subject, status, reason, candidates FROM review_cases ORDER BY id')
}

async function audit() {
  const rows = await database.query('SELECT action FROM auth0_employee_mapping_audit ORDER BY id')
  return rows.map((row) => row['action'])
}

describe('a verified address of exactly one active employee', () => {
  test('links at once and offers the four facts', async () => {
    const answer = await post(app, loginBody())

    expect(answer).toEqual({
      status: 200,
      body: {
        status: 'recorded',
        enrichment: {
          employee_id: 42,
          department: 'Heat Press',
          role_code: 'associate',
          podlink_rev: 1,
        },
      },
    })
    expect(await mapping()).toMatchObject({
      employee_id: 42,
      matched_by: 'email',
      link_rule: 'sign_up_exact_email',
      status: 'verified',
      email: 'john.doe@colorecommerce.us',
      podlink_rev: 1,
    })
    const employees = await database.query('SELECT auth0_user_id FROM employees WHERE id = 42')
    expect(employees).toEqual([{ auth0_user_id: 'auth0|user-1' }])
    expect(await reviews()).toEqual([])
  })

  test('asks the worker to write the full metadata, and books the offer that the login takes', async () => {
    await post(app, loginBody({ user: { app_metadata: { department: 'Old' } } }))

    const jobs = await database.query(
      'SELECT kind, status, employee_id, auth0_user_id, open_key FROM account_jobs',
    )
    expect(jobs).toEqual([
      {
        kind: 'update_metadata',
        status: 'ready',
        employee_id: 42,
        auth0_user_id: 'auth0|user-1',
        open_key: 'metadata:auth0|user-1:link-1',
      },
    ])
    const [entry] = await database.query('SELECT * FROM write_ledger')
    expect(entry).toMatchObject({
      operation: 'offer_enrichment',
      state: 'done',
      write_key: 'offer:auth0|user-1:1',
      before_state: '{"department":"Old","employee_id":null,"podlink_rev":null,"role_code":null}',
      undo_by: '{"department":"Old","employee_id":null,"podlink_rev":null,"role_code":null}',
    })
    expect(await audit()).toEqual(['account_changed', 'account_linked', 'enrichment_offered'])
  })

  test('books an offer once, however often the account comes without it', async () => {
    await post(app, loginBody())
    await post(app, loginBody({ occurred_at: '2026-03-01T11:59:30.000Z' }))

    expect(await database.query('SELECT write_key FROM write_ledger')).toHaveLength(1)
  })

  test('books nothing for a registration, which cannot write metadata, nor for an account that holds the offer', async () => {
    await post(app, registrationBody())
    const held = { employee_id: 42, podlink_rev: 1 }
    await post(
      app,
      loginBody({ occurred_at: '2026-03-01T11:59:30.000Z', user: { app_metadata: held } }),
    )

    expect(await database.query('SELECT write_key FROM write_ledger')).toEqual([])
  })

  test('is accepted for the longest id that Auth0 can give', async () => {
    const id = `auth0|${'x'.repeat(249)}`

    const answer = await post(app, loginBody({ user: { id } }))

    expect(answer.status).toBe(200)
    expect(await mapping(id)).toMatchObject({ employee_id: 42 })
  })
})

describe('a sign-up that proves nothing', () => {
  const hostile: readonly [string, BodyChange, string, readonly number[]][] = [
    [
      'the name of an employee',
      { user: { email: 'someone@evil.example', name: 'John Doe' } },
      'no_employee_with_address',
      [42],
    ],
    [
      'the unverified address of an employee',
      { user: { email_verified: false } },
      'email_unverified',
      [42],
    ],
    [
      'the address of an employee with a station suffix',
      { user: { email: 'ann.lee.hp@colorecommerce.us', name: 'x' } },
      'no_employee_with_address',
      [43],
    ],
    [
      'the address of an employee with a plus tag',
      { user: { email: 'ann.lee+x@colorecommerce.us', name: 'x' } },
      'no_employee_with_address',
      [43],
    ],
    [
      'the address of an employee at another domain',
      { user: { email: 'john.doe@colorecommerce.us.evil.example', name: null } },
      'no_employee_with_address',
      [],
    ],
    [
      'a connection that is not on the list',
      { connection: 'google-oauth2' },
      'connection_not_allowed',
      [42],
    ],
    [
      'the address of an employee who has left',
      { user: { email: 'old.timer@colorecommerce.us', name: null } },
      'employee_inactive',
      [44],
    ],
    [
      'an address that only the database takes for an employee’s',
      { user: { email: 'jose@colorecommerce.us', name: null } },
      'no_employee_with_address',
      [45],
    ],
    [
      'an address with a letter that lower-cases to an employee’s',
      { user: { email: '\u212Aim.ok@colorecommerce.us', name: null } },
      'no_employee_with_address',
      [48],
    ],
    [
      'an address that two employees share',
      { user: { email: 'twins@colorecommerce.us', name: null } },
      'several_employees',
      [46, 47],
    ],
    ['no address at all', { user: { email: null, name: null } }, 'email_missing', []],
  ]

  test.each(hostile)(
    '%s is given nothing and waits for a person',
    async (_, change, reason, ids) => {
      const answer = await post(app, loginBody(change))

      expect(answer).toEqual({ status: 200, body: { status: 'recorded', enrichment: null } })
      expect((await mapping())?.['employee_id']).toBeNull()
      const linked = await database.query(
        'SELECT id FROM employees WHERE auth0_user_id IS NOT NULL',
      )
      expect(linked).toEqual([])
      expect(await database.query('SELECT id FROM account_jobs')).toEqual([])
      const [item, ...more] = await reviews()
      expect(more).toEqual([])
      expect(item).toMatchObject({ subject: 'auth0|user-1', status: 'open', reason })
      const candidates = JSON.parse(String(item?.['candidates'])) as { employeeId: number }[]
      expect(new Set(candidates.map(({ employeeId }) => employeeId))).toEqual(new Set(ids))
    },
  )

  test('a second account of an employee waits for a person, and the first keeps the link', async () => {
    await post(app, loginBody())

    const answer = await post(app, loginBody({ user: { id: 'auth0|user-2' } }))

    expect(answer.body['enrichment']).toBeNull()
    expect(await mapping('auth0|user-1')).toMatchObject({ employee_id: 42 })
    expect(await mapping('auth0|user-2')).toMatchObject({ employee_id: null })
    expect(await reviews()).toMatchObject([
      { subject: 'auth0|user-2', reason: 'employee_has_account' },
    ])
  })

  test('waits for a person when the mapping alone knows of the first account', async () => {
    await post(app, loginBody())
    await database.query('UPDATE employees SET auth0_user_id = NULL')

    const answer = await post(app, loginBody({ user: { id: 'auth0|user-2' } }))

    expect(answer).toMatchObject({ status: 200, body: { enrichment: null } })
    expect(await reviews()).toMatchObject([{ reason: 'employee_has_account' }])
  })

  test('of many accounts with one address at once exactly one is linked', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `auth0|many-${index}`)

    const answers = await Promise.all(ids.map((id) => post(app, loginBody({ user: { id } }))))

    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200))
    expect(answers.filter(({ body }) => body['enrichment'] !== null)).toHaveLength(1)
    expect(await reviews()).toHaveLength(11)
  })
})

describe('a question to a person', () => {
  const unverifiedAt = (occurred_at: string) =>
    registrationBody({ occurred_at, user: { email_verified: false } })
  const unverified = unverifiedAt('2026-03-01T11:59:00.000Z')

  test('is answered by the verified address later', async () => {
    await post(app, unverified)

    const answer = await post(app, loginBody({ occurred_at: '2026-03-01T11:59:30.000Z' }))

    expect(answer.body['enrichment']).toMatchObject({ employee_id: 42 })
    expect(await reviews()).toMatchObject([{ status: 'closed', reason: 'email_unverified' }])
  })

  test('is asked once, however often the user logs in', async () => {
    await post(app, unverified)
    const before = await audit()

    await post(
      app,
      loginBody({ occurred_at: '2026-03-01T11:59:30.000Z', user: { email_verified: false } }),
    )

    expect(await audit()).toEqual(before)
    expect(await reviews()).toHaveLength(1)
  })

  test('changes its reason when the account changed', async () => {
    await post(app, unverified)

    await post(
      app,
      loginBody({ occurred_at: '2026-03-01T11:59:30.000Z', user: { email: 'other@evil.example' } }),
    )

    expect(await reviews()).toMatchObject([{ status: 'open', reason: 'no_employee_with_address' }])
    expect(await audit()).toEqual([
      'account_changed',
      'review_opened',
      'account_changed',
      'review_opened',
    ])
  })

  test('keeps its reason when an older event arrives late', async () => {
    await post(app, loginBody({ user: { email: 'other@evil.example' } }))

    await post(app, unverifiedAt('2026-03-01T11:00:00.000Z'))

    expect(await reviews()).toMatchObject([{ status: 'open', reason: 'no_employee_with_address' }])
  })

  test('is not asked again after a person said no', async () => {
    await post(app, unverified)
    await decide('deny', 42)

    const answer = await post(app, loginBody({ occurred_at: '2026-03-01T11:59:30.000Z' }))

    expect(answer.body['enrichment']).toBeNull()
    expect(await mapping()).toMatchObject({ employee_id: null })
    expect(await reviews()).toMatchObject([{ status: 'closed' }])
  })

  test('is not asked about an account that a person called nobody’s', async () => {
    await post(app, unverified)
    await decide('not_a_person', null)

    await post(
      app,
      loginBody({
        occurred_at: '2026-03-01T11:59:30.000Z',
        user: { email: 'other@evil.example' },
      }),
    )

    expect(await reviews()).toMatchObject([{ status: 'closed' }])
  })

  async function decide(decision: string, employeeId: number | null) {
    await database.query(
      `INSERT INTO review_decisions (case_id, subject, decision, employee_id, decided_by, decided_at)
       SELECT id, subject, ?, ?, 'cli:hr', NOW(6) FROM review_cases`,
      [decision, employeeId],
    )
    await database.query("UPDATE review_cases SET status = 'closed', open_key = NULL")
  }

  test('is not asked about an account that a worker is creating', async () => {
    await database.query(
      `INSERT INTO account_jobs (id, kind, status, employee_id, auth0_user_id, payload, run_at, created_at)
       VALUES ('job-1', 'create_account', 'ready', 42, 'auth0|user-1', '{}', NOW(6), NOW(6))`,
    )

    const answer = await post(app, loginBody())

    expect(answer.body['enrichment']).toBeNull()
    expect(await mapping()).toMatchObject({ employee_id: null, status: 'verified' })
    expect(await reviews()).toEqual([])
  })
})
