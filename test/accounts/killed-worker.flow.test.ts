import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from './accounts-world.ts'

const EMPLOYEES = 50
let world: World
let server: ReturnType<typeof serve>
let tenantUrl: string

beforeEach(async () => {
  world = await openWorld()
  world.addRole('picker')
  for (let id = 1; id <= EMPLOYEES; id += 1) {
    const email = `w${id}@colorecommerce.us`
    await world.addEmployee({ id, name: `Worker ${id}`, email, role_code: 'picker' })
  }
  await world.provisionAll()
  server = serve({ fetch: world.tenant.app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  tenantUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.close()
  await world.close()
})

const startWorker = () =>
  spawn(
    process.execPath,
    ['--import', 'tsx', 'test/accounts/worker-process.ts', world.test.url, tenantUrl],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

/** Kills the worker at once, as a power cut does, when the tenant holds `users` accounts. */
async function killAt(worker: ChildProcess, users: number) {
  const ended = once(worker, 'exit')
  while (world.tenant.state.users.size < users && worker.exitCode === null) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  worker.kill('SIGKILL')
  await ended
}

describe('a bulk whose worker is killed again and again', () => {
  it('ends in one account, one role, one mapping and one line of history for each employee', async () => {
    for (const users of [1, 7, 23, 38]) await killAt(startWorker(), users)
    expect(world.tenant.state.users.size).toBeLessThan(EMPLOYEES)

    const [code] = (await once(startWorker(), 'exit')) as [number | null]

    expect(code).toBe(0)
    const ids = Array.from({ length: EMPLOYEES }, (_, index) => `auth0|podlink-${index + 1}-1`)
    expect([...world.tenant.state.users.keys()].sort()).toEqual([...ids].sort())
    expect(ids.map((id) => [...(world.tenant.state.userRoles.get(id) ?? [])])).toEqual(
      ids.map(() => ['rol_picker']),
    )
    const [row] = await world.test.query(`SELECT
      (SELECT COUNT(*) FROM auth0_user_mapping WHERE employee_id IS NOT NULL) AS mapped,
      (SELECT COUNT(*) FROM employees WHERE auth0_user_id IS NOT NULL) AS employees,
      (SELECT COUNT(*) FROM auth0_employee_mapping_audit WHERE action = 'account_created') AS history,
      (SELECT COUNT(*) FROM write_ledger WHERE state = 'done') AS written,
      (SELECT COUNT(*) FROM account_jobs WHERE status <> 'done') AS unfinished`)
    expect(row).toEqual({
      mapped: EMPLOYEES,
      employees: EMPLOYEES,
      history: EMPLOYEES,
      written: 2 * EMPLOYEES,
      unfinished: 0,
    })
  })
})
