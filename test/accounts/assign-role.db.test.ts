import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Auth0UserId, EmployeeId, JobId } from '../../kernel/ids.ts'
import { enqueueJobs } from '../../store/tables/account-jobs.ts'
import { inTransaction } from '../../store/transaction.ts'
import { openWorld, type World } from './accounts-world.ts'

const ID = 'auth0|old' as Auth0UserId
const ROLES = `/api/v2/users/${ID}/roles`
let world: World
let picker: string
let other: string

beforeEach(async () => {
  world = await openWorld()
  picker = world.addRole('picker')
  other = world.addRole('other')
  const email = 'kim.ray@colorecommerce.us'
  await world.addEmployee({ id: 3, name: 'Kim Ray', email, role_code: 'picker' })
  world.addUser({ id: ID, email, isVerified: true })
  await world.provisionAll()
})
afterEach(() => world.close())

const held = () => [...(world.tenant.state.userRoles.get(ID) ?? [])]
const give = (...roles: string[]) => world.tenant.state.userRoles.set(ID, new Set(roles))
const calls = (method: string) =>
  world.calls.filter((call) => call.path === ROLES && call.method === method).length

async function ledger() {
  const rows = await world.test.query(
    "SELECT state, before_state, after_state, undo_by FROM write_ledger WHERE operation = 'assign_roles' ORDER BY created_at",
  )
  const parse = (text: unknown) => JSON.parse(String(text)) as { roles: readonly string[] }
  return rows.map((row) => ({
    state: row['state'],
    before: parse(row['before_state']).roles,
    after: parse(row['after_state']).roles,
    takesAway: parse(row['undo_by']).roles,
  }))
}

async function update() {
  const job = {
    id: randomUUID() as JobId,
    kind: 'update_metadata' as const,
    employeeId: 3 as EmployeeId,
    auth0UserId: ID,
    generation: 1,
    payload: {},
    openKey: null,
    runId: null,
  }
  await inTransaction(world.test.store, (db) => enqueueJobs(db, [job], new Date()))
  return world.work()
}

describe('the role of an account that was there before', () => {
  it('is left alone when it has it: nothing is given, and undoing takes nothing away', async () => {
    give(picker, other)

    await world.work()
    await update()
    await update()

    const both = [picker, other].toSorted()
    expect(await ledger()).toEqual([{ state: 'done', before: both, after: both, takesAway: [] }])
    expect(calls('POST')).toBe(0)
    expect(calls('GET')).toBe(1)
  })

  it('is given when it lacks it, and undoing takes away that role alone', async () => {
    give(other)

    await world.work()
    await update()

    expect(held().toSorted()).toEqual([picker, other].toSorted())
    expect(await ledger()).toEqual([
      { state: 'done', before: [other], after: [other, picker], takesAway: [picker] },
    ])
    expect([calls('GET'), calls('POST')]).toEqual([1, 1])
  })

  it('counts as given by podlink when the worker died before the answer', async () => {
    give(other)
    let isFirst = true
    world.intercept = async ({ method, path }, send) => {
      const answer = await send()
      if (path !== ROLES || method !== 'POST' || !isFirst) return answer
      isFirst = false
      throw new TypeError('socket closed')
    }

    await world.work()

    expect(await ledger()).toEqual([
      { state: 'done', before: [other], after: [other, picker], takesAway: [picker] },
    ])
  })

  it('is booked anew when it was taken back and is given again', async () => {
    await world.work()
    give()
    await world.test.query(
      "UPDATE write_ledger SET state = 'undone' WHERE operation = 'assign_roles'",
    )

    await update()

    expect(held()).toEqual([picker])
    expect((await ledger()).map(({ state }) => state)).toEqual(['undone', 'done'])
  })

  it('is looked up again when the account was deleted and made again under its id', async () => {
    await world.work()
    give()
    await world.test.query("UPDATE write_ledger SET created_at = '2020-01-01'")

    await update()

    expect(held()).toEqual([picker])
    expect(await ledger()).toHaveLength(2)
  })
})
