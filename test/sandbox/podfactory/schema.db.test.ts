import { randomBytes } from 'node:crypto'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { loadPodfactory } from '../../../sandbox/podfactory/load-podfactory.ts'
import { loadProductivity } from '../../../sandbox/podfactory/load-productivity.ts'
import { productivitySchema } from '../../../sandbox/podfactory/productivity-schema.ts'
import { podfactorySchema } from '../../../sandbox/podfactory/schema.ts'
import { generateRoster } from '../../../sandbox/roster/generate-roster.ts'

const START = new Date('2026-01-05T00:00:00.000Z')
const roster = generateRoster({ seed: 21, employees: 700, startAt: START })
const UTC = { timezone: 'Z', dateStrings: false } as const

let connection: Connection
let database: string

beforeEach(async () => {
  connection = await createConnection({ uri: inject('adminUrl'), ...UTC })
  await connection.query("SET time_zone = '+00:00'")
  database = `podlink_test_${randomBytes(6).toString('hex')}`
})

afterEach(async () => {
  await connection.query(`DROP DATABASE ${database}`)
  await connection.end()
})

test('PodFactory holds exactly the users and activities that were generated', async () => {
  await runAll(podfactorySchema(database).map((sql) => ({ sql, params: [] })))
  await runAll(loadPodfactory(roster, { updatedAt: START, database }))

  const users = await select('SELECT id, email, full_name, actions FROM users ORDER BY id')
  const activities = await select('SELECT * FROM activities ORDER BY id')
  expect(users).toEqual(
    roster.podfactoryUsers.map((user) => ({
      id: user.id,
      email: user.email === '' ? null : user.email,
      full_name: user.fullName,
      actions: user.actions.join(','),
    })),
  )
  expect(activities).toEqual(
    roster.activities.map((activity) => ({
      id: activity.id,
      user_id: activity.podfactoryUserId,
      action: activity.action,
      happened_at: activity.happenedAt,
      quantity: activity.quantity,
    })),
  )
})

test('the productivity database holds exactly the employees that were generated, without accounts', async () => {
  await runAll(productivitySchema(database).map((sql) => ({ sql, params: [] })))
  await runAll(loadProductivity(roster.employees, database))

  const employees = await select(
    'SELECT id, name, email, auth0_user_id, is_active, department, role_code, previous_names FROM employees ORDER BY id',
  )
  expect(employees).toEqual(
    roster.employees.map((employee) => ({
      id: employee.id,
      name: employee.name,
      email: employee.email,
      auth0_user_id: null,
      is_active: employee.isActive ? 1 : 0,
      department: employee.department,
      role_code: employee.roleCode,
      previous_names: employee.previousNames.join('|') || null,
    })),
  )
})

test('the schemas may be made twice', async () => {
  const statements = [...podfactorySchema(database), ...productivitySchema(database)]

  await runAll([...statements, ...statements].map((sql) => ({ sql, params: [] })))

  expect(await select('SHOW TABLES')).toHaveLength(4)
})

async function runAll(
  statements: readonly { readonly sql: string; readonly params: readonly unknown[] }[],
): Promise<void> {
  for (const { sql, params } of statements) await connection.query(sql, [...params])
}

async function select(sql: string): Promise<readonly unknown[]> {
  await connection.query(`USE ${database}`)
  const [rows] = await connection.query(sql)
  return rows as unknown[]
}
