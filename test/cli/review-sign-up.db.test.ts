import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EmployeeId } from '../../kernel/ids.ts'
import { readAnswerSheet } from '../../sync/review/answers-csv.ts'
import { recordAnswers } from '../../sync/review/record-answers.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post } from '../webhook/open-receiver.ts'
import { catchCommand, type TestCommand } from './catch-command.ts'

const ACCOUNT = 'auth0|user-1'
let database: TestStore
let receiver: Hono
let command: TestCommand

beforeAll(async () => {
  database = await openTestStore()
  receiver = openReceiver(database.store)
})
afterAll(() => database.close())
beforeEach(async () => {
  for (const table of [
    'auth0_user_mapping',
    'auth0_employee_mapping_audit',
    'account_jobs',
    'review_decisions',
    'review_cases',
    'deliveries',
    'write_ledger',
    'employees',
  ]) {
    await database.query(`DELETE FROM ${table}`)
  }
  await database.query(
    `INSERT INTO employees (id, name, email, is_active, department, role_code, auth0_user_id) VALUES
     (42, 'John Doe', 'john.doe@colorecommerce.us', 1, 'Heat Press', 'associate', NULL),
     (43, 'Ann Lee', 'ann.lee@colorecommerce.us', 1, 'Packing', NULL, 'auth0|ann'),
     (44, 'Old Timer', 'old.timer@colorecommerce.us', 0, NULL, NULL, NULL)`,
  )
  command = catchCommand(() => ({ DATABASE_URL: database.url }))
  await signUp()
})
afterEach(() => vi.restoreAllMocks())

const podlink = (...words: readonly string[]) => command.run(...words)

/** Signs in with the address John has at home, which nobody has on file. */
function signUp(id = ACCOUNT) {
  return post(receiver, loginBody({ user: { id, email: 'johnny@home.example' } }))
}

async function openCase(subject = ACCOUNT): Promise<string> {
  const [row] = await database.query(
    `SELECT id FROM review_cases WHERE subject = ? AND status = 'open'`,
    [subject],
  )
  return String(row?.['id'])
}

async function linked(id = ACCOUNT) {
  const [row] = await database.query(
    `SELECT m.employee_id, matched_by, link_rule, podlink_rev, enrichment, e.id AS named
     FROM auth0_user_mapping m LEFT JOIN employees e ON e.auth0_user_id = m.auth0_user_id
     WHERE m.auth0_user_id = ?`,
    [id],
  )
  return row
}

async function jobs() {
  const rows = await database.query('SELECT kind, open_key FROM account_jobs ORDER BY open_key')
  return rows.map(({ kind, open_key }) => `${String(kind)} ${String(open_key)}`)
}

async function history() {
  const rows = await database.query(
    'SELECT action, actor, employee_id FROM auth0_employee_mapping_audit ORDER BY id',
  )
  return rows.map((row) => Object.values(row).join(' '))
}

describe('a sign-up that a person knows', () => {
  it('is linked at once when he confirms it, and the next login is told', async () => {
    const number = await openCase()

    const words = ['review', 'confirm', number, '--employee', '42', '--by', 'maria']
    expect(await podlink(...words)).toBe(0)

    expect(command.printed()).toContain('The account is linked')
    expect(await linked()).toEqual({
      employee_id: 42,
      matched_by: 'manual',
      link_rule: 'manual-decision',
      podlink_rev: 1,
      enrichment: '{"department":"Heat Press","employee_id":42,"role_code":"associate"}',
      named: 42,
    })
    expect(await jobs()).toEqual([`update_metadata metadata:${ACCOUNT}:link-1`])
    expect((await history()).slice(-2)).toEqual([
      'review_decided cli:maria 42',
      'account_linked cli:maria 42',
    ])
    expect(await openCase()).toBe('undefined')
    expect((await signUp()).body).toMatchObject({ enrichment: { employee_id: 42 } })
    expect(await openCase()).toBe('undefined')
  })

  it('is linked when somebody wrote the account into the row by hand before', async () => {
    await database.query('UPDATE employees SET auth0_user_id = ? WHERE id = 42', [ACCOUNT])

    expect(await podlink('review', 'confirm', await openCase(), '--employee', '42')).toBe(0)

    expect(await linked()).toMatchObject({ employee_id: 42, named: 42 })
  })

  it('is not linked when another account is the employee’s by the mapping, whatever his row says', async () => {
    await signUp('auth0|user-2')
    await database.query(
      `UPDATE auth0_user_mapping SET employee_id = 42 WHERE auth0_user_id = 'auth0|user-2'`,
    )
    await database.query('UPDATE employees SET auth0_user_id = ? WHERE id = 42', [ACCOUNT])
    const number = await openCase()

    expect(await podlink('review', 'confirm', number, '--employee', '42')).toBe(1)

    expect(command.failed()).toContain('Another account is employee 42’s')
    expect(await linked()).toMatchObject({ employee_id: null })
    expect(await openCase()).toBe(number)
  })

  it('is nobody’s again when the answer is taken back, Auth0 is told, and the question is open', async () => {
    const number = await openCase()
    await podlink('review', 'confirm', number, '--employee', '42')
    await database.query(`UPDATE auth0_user_mapping SET metadata_wanted = 'what a sync asked for'`)

    expect(await podlink('review', 'revoke', number, '--by', 'maria')).toBe(0)

    expect(command.printed()).toContain('The link it made is gone.')
    expect(await linked()).toEqual({
      employee_id: null,
      matched_by: null,
      link_rule: null,
      podlink_rev: 2,
      enrichment: null,
      named: null,
    })
    // So that a sync asks for it again when the account is somebody's again.
    expect(
      await database.query('SELECT metadata_wanted AS wanted FROM auth0_user_mapping'),
    ).toEqual([{ wanted: null }])
    expect(await jobs()).toEqual(
      [1, 2].map((rev) => `update_metadata metadata:${ACCOUNT}:link-${rev}`),
    )
    expect((await history()).slice(-3)).toEqual([
      'decision_revoked cli:maria 42',
      'account_unlinked cli:maria 42',
      'review_opened cli:maria ',
    ])
    expect(command.printed()).toContain('The question is open again.')
    expect((await signUp()).body).toMatchObject({ enrichment: null })
    expect(await openCase()).toMatch(/^\d+$/)
  })

  it.each([
    ['an employee who has an account', '43', 'Employee 43 has an account already.', null],
    ['an employee who has left', '44', 'Employee 44 is not active.', null],
    ['nobody’s number', '99', 'There is no employee 99.', null],
    ['an account that is gone', '42', 'no longer there', "status = 'deleted'"],
    ['an account that is blocked', '42', 'is blocked', "status = 'blocked'"],
    ['somebody’s account', '42', 'employee 43’s already', 'employee_id = 43'],
  ])('is not linked to %s, and nothing is written', async (_what, employee, said, state) => {
    const number = await openCase()
    if (state !== null) await database.query(`UPDATE auth0_user_mapping SET ${state}`)
    const before = await linked()

    expect(await podlink('review', 'confirm', number, '--employee', employee)).toBe(1)

    expect(command.failed()).toContain(said)
    expect(await linked()).toEqual(before)
    expect(await openCase()).toBe(number)
    expect(await jobs()).toEqual([])
  })

  it('is linked once when two people say of two accounts at the same time that they are his', async () => {
    await signUp('auth0|user-2')
    const cases = [await openCase(), await openCase('auth0|user-2')].map(Number)

    const outcomes = await Promise.allSettled(
      cases.map((caseId) =>
        recordAnswers(
          { store: database.store, now: () => new Date(), newId: randomUUID },
          [{ caseId, decision: 'confirm', employeeId: 42 as EmployeeId, reason: null }],
          { by: 'cli:maria', apply: true },
        ),
      ),
    )

    const recorded = outcomes.map((one) => one.status === 'fulfilled' && one.value.isRecorded)
    expect(recorded.filter(Boolean)).toHaveLength(1)
    const links = [await linked(), await linked('auth0|user-2')]
    expect(links.map((one) => one?.['employee_id'] === 42)).toEqual(recorded)
    expect(links.map((one) => one?.['named'] === 42)).toEqual(recorded)
    expect(await jobs()).toHaveLength(1)
  })

  it('is linked and told when he logs in while a person confirms it', async () => {
    const number = await openCase()

    const [code, login] = await Promise.all([
      podlink('review', 'confirm', number, '--employee', '42'),
      signUp(),
    ])

    expect([code, login.status]).toEqual([0, 200])
    expect(await linked()).toMatchObject({ employee_id: 42, named: 42 })
    expect(await openCase()).toBe('undefined')
  })

  it('is one of two that are said to be one person: neither is linked', async () => {
    await signUp('auth0|user-2')
    const cases = [await openCase(), await openCase('auth0|user-2')]
    const file = cases.map((number) => `${number},confirm,42`).join('\n')
    const sheet = { name: 'a.csv', bytes: Buffer.from(`case,decision,employee\n${file}\n`) }
    const deps = { store: database.store, now: () => new Date(), newId: randomUUID }

    await expect(
      recordAnswers(deps, readAnswerSheet(sheet), { by: 'cli:maria', apply: true }),
    ).rejects.toMatchObject({ code: 'STORE_CONFLICT' })

    expect(await linked()).toMatchObject({ employee_id: null, named: null })
    expect(await openCase()).toBe(cases[0])
  })
})
