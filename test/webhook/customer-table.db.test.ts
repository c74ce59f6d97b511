import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, openReceiver, post } from './open-receiver.ts'

let database: TestStore
let app: Hono

beforeAll(async () => {
  database = await openTestStore()
  app = openReceiver(database.store)
})

afterAll(() => database.close())

beforeEach(async () => {
  for (const table of ['auth0_user_mapping', 'review_cases', 'deliveries', 'employees']) {
    await database.query(`DELETE FROM ${table}`)
  }
  await database.query(
    `INSERT INTO employees (id, name, email) VALUES
     (42, 'John Doe', 'John.Doe@colorecommerce.us'), (43, 'Ann Lee', 'ann.lee@colorecommerce.us')`,
  )
})

function links() {
  return database.query('SELECT id, auth0_user_id AS account FROM employees ORDER BY id')
}

async function reasons() {
  const rows = await database.query('SELECT reason FROM review_cases ORDER BY id')
  return rows.map(({ reason }) => reason)
}

describe('an address that a second employee has, too', () => {
  test.each([
    ' john.doe@colorecommerce.us',
    'john.doe@colorecommerce.us  ',
    '\tjohn.doe@colorecommerce.us',
    'john.doe@colorecommerce.us\r\n',
    'john.doe@colorecommerce.us\u00a0',
    '\u3000JOHN.DOE@colorecommerce.us',
  ])('is nobody’s, however it is padded: %j', async (email) => {
    await database.query('INSERT INTO employees SET ?', [{ id: 50, name: 'Johnny Doe', email }])

    const answer = await post(app, loginBody())

    expect(answer.body['enrichment']).toBeNull()
    expect(await reasons()).toEqual(['several_employees'])
  })
})

test.each(['%.%', 'j_hn.doe@colorecommerce.us', 'john.doe|@colorecommerce.us'])(
  'an address that reads like a pattern stands for itself alone: %s',
  async (email) => {
    await post(app, loginBody({ user: { email, name: null } }))

    expect(await reasons()).toEqual(['no_employee_with_address'])
  },
)

test('an employee whose address is padded is linked like any other', async () => {
  await database.query("UPDATE employees SET email = '\tjohn.doe@colorecommerce.us ' WHERE id = 42")

  const answer = await post(app, loginBody())

  expect(answer.body['enrichment']).toMatchObject({ employee_id: 42 })
})

test('an account that another employee’s row names is linked to nobody else', async () => {
  await database.query("UPDATE employees SET auth0_user_id = 'auth0|user-1' WHERE id = 42")

  const answer = await post(app, loginBody({ user: { email: 'ann.lee@colorecommerce.us' } }))

  expect(answer.body['enrichment']).toBeNull()
  expect(await links()).toEqual([
    { id: 42, account: 'auth0|user-1' },
    { id: 43, account: null },
  ])
  expect(await reasons()).toEqual(['employee_has_account'])
})

test('ids that differ by case are two accounts, whatever the column folds', async () => {
  await database.query("UPDATE employees SET auth0_user_id = 'auth0|ABC' WHERE id = 43")

  await post(app, loginBody({ user: { id: 'auth0|abc' } }))

  expect(await links()).toEqual([
    { id: 42, account: 'auth0|abc' },
    { id: 43, account: 'auth0|ABC' },
  ])
})

test.each(['', '   '])('an empty id is none: %j', async (empty) => {
  await database.query('UPDATE employees SET auth0_user_id = ? WHERE id = 42', [empty])

  const answer = await post(app, loginBody())

  expect(answer.body['enrichment']).toMatchObject({ employee_id: 42 })
})

test.each(['legacy-123', 'auth0|with space', 'auth0 |x'])(
  'an id that nobody can read is not overwritten: %j',
  async (unreadable) => {
    await database.query('UPDATE employees SET auth0_user_id = ? WHERE id = 42', [unreadable])

    const answer = await post(app, loginBody())

    expect(answer.body['enrichment']).toBeNull()
    expect((await links())[0]).toEqual({ id: 42, account: unreadable })
    expect(await reasons()).toEqual(['employee_has_account'])
  },
)

describe.each(['latin1', 'ascii', 'utf8mb3'])('employees in %s', (characterSet) => {
  beforeEach(async () => {
    await database.query(`ALTER TABLE employees CONVERT TO CHARACTER SET ${characterSet}`)
  })

  test('are found by their address', async () => {
    const answer = await post(app, loginBody())

    expect(answer.body['enrichment']).toMatchObject({ employee_id: 42 })
  })

  test.each(['😀@colorecommerce.us', 'жук@colorecommerce.us', 'josé@x.us'])(
    'are not %s',
    async (email) => {
      await post(app, loginBody({ user: { email, name: '😀 Ж' } }))

      expect(await reasons()).toEqual(['no_employee_with_address'])
    },
  )

  test('take no id that the column cannot hold', async () => {
    const answer = await post(app, loginBody({ user: { id: 'auth0|😀' } }))

    expect(answer).toMatchObject({ status: 200, body: { enrichment: null } })
    expect(await reasons()).toEqual(['employee_has_account'])
  })
})
