import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumTables } from '../../../store/checksum-tables.ts'
import { type CatchUpWorld, openCatchUpWorld } from './catch-up-world.ts'

const ACCOUNTS = 600
const LOGINS = 400
let world: CatchUpWorld
let server: ReturnType<typeof serve>
let tenantUrl: string

beforeEach(async () => {
  world = await openCatchUpWorld()
  const rows = Array.from({ length: ACCOUNTS }, (_, index) => index + 1)
  const values = rows.map((id) => `(${id}, 'Worker ${id}', 'w${id}@colorecommerce.us', 1)`)
  await world.test.query(
    `INSERT INTO employees (id, name, email, is_active) VALUES ${values.join()}`,
  )
  for (const id of rows) {
    world.addUser({ id: `auth0|w${id}`, email: `w${id}@colorecommerce.us`, isVerified: true })
  }
  server = serve({
    fetch: async (request) => {
      // Nobody waits for the tenant's clock.
      if (request.url.includes('/api/v2/jobs/job_')) await world.tenant.clock.advanceBy(5_000)
      return world.tenant.app.fetch(request)
    },
    port: 0,
    hostname: '127.0.0.1',
  })
  await once(server, 'listening')
  tenantUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.close()
  await world.close()
})

const start = () =>
  spawn(
    process.execPath,
    ['--import', 'tsx', 'test/accounts/catch-up/catch-up-process.ts', world.test.url, tenantUrl],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )

const count = async (table: string) =>
  Number((await world.test.query(`SELECT COUNT(*) AS rows_found FROM ${table}`))[0]?.['rows_found'])

/** Kills it at once, as a power cut does, when the table holds so many rows. Returns the signal that ended it. */
async function killAt(child: ChildProcess, table: string, rows: number): Promise<unknown> {
  const ended = once(child, 'exit')
  while (child.exitCode === null && (await count(table)) < rows) await sleep(1)
  child.kill('SIGKILL')
  return (await ended)[1]
}

/** Logins of accounts as Auth0 keeps them: last_login and an entry of the log. */
function logIn(from: number): void {
  for (let index = 0; index < LOGINS; index += 1) {
    const id = `auth0|w${((from + index) % ACCOUNTS) + 1}`
    const user = world.tenant.state.users.get(id)
    if (user === undefined) throw new Error('no such user')
    const at = new Date(world.tenant.now()).toISOString()
    world.tenant.state.users.set(id, { ...user, last_login: at, updated_at: at })
    world.tenant.log.record('s', { user_id: id, connection: user.connection })
  }
}

describe('a catch-up that is killed again and again', () => {
  it('ends with every account once, linked once, with the last login that Auth0 has', async () => {
    for (const rows of [30, 200, 450]) {
      expect(await killAt(start(), 'auth0_user_mapping', rows)).toBe('SIGKILL')
      expect(await count('auth0_user_mapping')).toBeLessThan(ACCOUNTS)
    }
    expect(await once(start(), 'exit')).toEqual([0, null])
    logIn(0)
    expect(await killAt(start(), "deliveries WHERE type = 'account_read'", ACCOUNTS + 100)).toBe(
      'SIGKILL',
    )
    logIn(300)

    const [code] = await once(start(), 'exit')

    expect(code).toBe(0)
    const [figures] = await world.test.query(`SELECT
      (SELECT COUNT(*) FROM auth0_user_mapping WHERE auth0_user_id = CONCAT('auth0|w', employee_id)) AS linked,
      (SELECT COUNT(*) FROM employees WHERE auth0_user_id = CONCAT('auth0|w', id)) AS named,
      (SELECT COUNT(*) FROM auth0_employee_mapping_audit WHERE action = 'account_linked') AS history,
      (SELECT COUNT(*) FROM account_jobs WHERE kind = 'update_metadata') AS jobs,
      (SELECT COUNT(*) FROM dead_letters) AS dead_letters`)
    expect(figures).toEqual({
      linked: ACCOUNTS,
      named: ACCOUNTS,
      history: ACCOUNTS,
      jobs: ACCOUNTS,
      dead_letters: 0,
    })
    const stored = await world.accounts()
    expect(
      stored.map(({ last_login }) => (last_login as Date | null)?.toISOString() ?? null),
    ).toEqual(
      stored.map(({ auth0_user_id }) => {
        return world.tenant.state.users.get(String(auth0_user_id))?.last_login ?? null
      }),
    )
    expect(await world.test.query('SELECT name FROM leases')).toEqual([])

    const before = await checksumTables(world.test.store)
    expect(await once(start(), 'exit')).toEqual([0, null])
    expect(await checksumTables(world.test.store)).toEqual(before)
  }, 120_000)
})
