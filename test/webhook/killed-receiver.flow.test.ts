import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRandom } from '../../sandbox/roster/random.ts'
import type { DeliveryBody } from '../../webhook/contract/delivery.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, SECRET, signedRequest } from './open-receiver.ts'

const EMPLOYEES = 40
const LOGINS = 20
const SENDERS = 16
const KILLS = 4
const program = join(import.meta.dirname, '../../cli/podlink.mjs')

type Sent = { readonly id: string; readonly body: DeliveryBody }

let database: TestStore
beforeEach(async () => {
  database = await openTestStore()
  const rows = Array.from({ length: EMPLOYEES }, (_, index) => index + 1)
  const values = rows.map((id) => `(${id}, 'Worker ${id}', 'w${id}@colorecommerce.us', 1)`)
  await database.query(`INSERT INTO employees (id, name, email, is_active) VALUES ${values.join()}`)
})
afterEach(() => database.close())

/** `podlink serve` as a process of its own, and where it listens. */
async function startReceiver() {
  const child = spawn(process.execPath, [program, 'serve', '--stop-with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      WEBHOOK_SECRETS: SECRET,
      RECEIVER_PORT: '0',
      LOG_LEVEL: 'fatal',
    },
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [unknown]
  const { url }: { url: string } = JSON.parse(String(line))
  return {
    url,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Every login of every employee, each a minute after the one before, in an order that only the seed knows. */
function deliveriesOf(seed: number): readonly Sent[] {
  const random = createRandom(seed)
  const start = Date.now() - LOGINS * 60_000
  const all = Array.from({ length: EMPLOYEES * LOGINS }, (_, index): Sent => {
    const employee = (index % EMPLOYEES) + 1
    const count = Math.floor(index / EMPLOYEES) + 1
    const user = { id: `auth0|w${employee}`, email: `w${employee}@colorecommerce.us` }
    const occurred_at = new Date(start + count * 60_000).toISOString()
    const body = loginBody({ occurred_at, login: { count }, user: { ...user, name: user.id } })
    return { id: `msg_${employee}-login-${count}`, body }
  })
  return all
    .map((sent) => ({ sent, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ sent }) => sent)
}

/** Sends again and again, under the same id, until it is acknowledged. */
async function sendUntilAcknowledged(sent: Sent, url: () => string): Promise<void> {
  for (;;) {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const text = JSON.stringify(sent.body)
    const { headers } = signedRequest(text, { id: sent.id, timestamp })
    const answer = await fetch(`${url()}/auth0/events`, { method: 'POST', headers, body: text })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => null)
    if (answer?.status === 200) return
    // Anything else would be refused again and again.
    if (answer !== null && answer.status !== 503) {
      throw new Error(`${sent.id} was answered ${answer.status}: ${answer.text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a receiver that is killed under load again and again', () => {
  it('holds every delivery it acknowledged, once, and one link, one line of history and one job for each person', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const waiting = [...deliveriesOf(seed)]
    const total = waiting.length
    const random = createRandom(seed)
    const killAfter = Array.from({ length: KILLS }, (_, kill) =>
      Math.floor(((kill + random.next()) * total) / (KILLS + 1)),
    )
    console.log(
      `killed-receiver: seed ${seed}, killed after ${killAfter.join()} acknowledged deliveries`,
    )
    const acknowledged = new Set<string>()
    let receiver = await startReceiver()
    const send = async () => {
      for (let sent = waiting.pop(); sent !== undefined; sent = waiting.pop()) {
        await sendUntilAcknowledged(sent, () => receiver.url)
        acknowledged.add(sent.id)
      }
    }

    const senders = Promise.all(Array.from({ length: SENDERS }, send))
    for (const count of killAfter) {
      while (acknowledged.size < count) await new Promise((resolve) => setImmediate(resolve))
      await receiver.kill()
      const promised = [...acknowledged]
      const stored = await database.query('SELECT id FROM deliveries')
      expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(promised))
      receiver = await startReceiver()
    }
    await senders
    await receiver.kill()

    expect(acknowledged.size).toBe(total)
    const [figures] = await database.query(`SELECT
      (SELECT COUNT(*) FROM deliveries) AS deliveries,
      (SELECT COUNT(*) FROM dead_letters) AS dead_letters,
      (SELECT COUNT(*) FROM employees WHERE auth0_user_id = CONCAT('auth0|w', id)) AS employees,
      (SELECT COUNT(*) FROM auth0_user_mapping WHERE auth0_user_id = CONCAT('auth0|w', employee_id)) AS mapped,
      (SELECT COUNT(DISTINCT last_login) FROM auth0_user_mapping) AS last_logins,
      (SELECT COUNT(*) FROM auth0_employee_mapping_audit WHERE action = 'account_linked') AS linked,
      (SELECT COUNT(*) FROM account_jobs) AS jobs`)
    expect(figures).toEqual({
      deliveries: total,
      dead_letters: 0,
      employees: EMPLOYEES,
      mapped: EMPLOYEES,
      last_logins: 1,
      linked: EMPLOYEES,
      jobs: EMPLOYEES,
    })
    const [newest] = await database.query(`SELECT
      (SELECT MAX(occurred_at) FROM deliveries) = (SELECT MIN(last_login) FROM auth0_user_mapping) AS is_newest`)
    expect(newest).toEqual({ is_newest: 1 })
  }, 120_000)
})
