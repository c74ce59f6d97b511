import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmployeeId } from '../../kernel/ids.ts'
import { DEFAULT_COLUMN_MAP } from '../../store/column-map.ts'
import { grantStatements } from '../../store/grants.ts'
import { openStore, type Store } from '../../store/open-store.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import { setEmployeeAuth0UserId } from '../../store/tables/employees.ts'
import { parseAuth0UserId } from '../../kernel/ids.ts'
import { inTransaction } from '../../store/transaction.ts'
import { runComplianceQuery } from '../../store/run-compliance-query.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

const AT = new Date('2026-01-05T08:00:00.000Z')
const EMPLOYEE = 1 as EmployeeId

describe('the account podlink runs under', () => {
  const user = `podlink_${randomBytes(4).toString('hex')}`
  let test: TestStore
  let store: Store

  beforeAll(async () => {
    test = await openTestStore()
    await test.query(
      "INSERT INTO employees (id, name, email) VALUES (1, 'Ana', 'ana@example.test')",
    )
    await test.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'granted-little'`)
    for (const grant of grantStatements(test.schema, `'${user}'@'%'`, DEFAULT_COLUMN_MAP))
      await test.query(grant)
    const url = new URL(test.url)
    url.username = user
    url.password = 'granted-little'
    store = openStore({ url: url.href })
  })
  afterAll(async () => {
    await store.close()
    await test.query(`DROP USER '${user}'@'%'`)
    await test.close()
  })

  it('adds to the history and can neither change nor delete it', async () => {
    await inTransaction(store, (tx) =>
      appendAudit(tx, [
        { action: 'account_linked', actor: 'worker', reason: 'test', at: AT, employeeId: EMPLOYEE },
      ]),
    )

    await expect(
      runComplianceQuery(store, "UPDATE auth0_employee_mapping_audit SET reason = 'x'"),
    ).rejects.toMatchObject({ code: 'STORE_QUERY' })
    await expect(
      runComplianceQuery(store, 'DELETE FROM auth0_employee_mapping_audit'),
    ).rejects.toMatchObject({ code: 'STORE_QUERY' })
    expect(await test.query('SELECT reason FROM auth0_employee_mapping_audit')).toEqual([
      { reason: 'test' },
    ])
  })

  it('writes one column of the customer’s employees and no other', async () => {
    const linked = await inTransaction(store, (tx) =>
      setEmployeeAuth0UserId(tx, store.columns, {
        employeeId: EMPLOYEE,
        auth0UserId: parseAuth0UserId('auth0|one'),
        expected: null,
      }),
    )

    expect(linked).toBe(true)
    await expect(
      runComplianceQuery(store, "UPDATE employees SET email = 'other@example.test'"),
    ).rejects.toMatchObject({ code: 'STORE_QUERY' })
    await expect(runComplianceQuery(store, 'DELETE FROM employees')).rejects.toMatchObject({
      code: 'STORE_QUERY',
    })
  })

  it('leaves the history readable when the employee is deleted', async () => {
    await test.query("INSERT INTO employees (id, name) VALUES (2, 'Leaver')")
    await inTransaction(store, (tx) =>
      appendAudit(tx, [
        {
          action: 'account_linked',
          actor: 'worker',
          reason: 'leaver',
          at: AT,
          employeeId: 2 as EmployeeId,
        },
      ]),
    )

    await test.query('DELETE FROM employees WHERE id = 2')

    expect(
      await test.query(
        "SELECT employee_id, employee_ref FROM auth0_employee_mapping_audit WHERE reason = 'leaver'",
      ),
    ).toEqual([{ employee_id: null, employee_ref: 2 }])
  })
})
