import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Auth0UserId, DeliveryId } from '../../kernel/ids.ts'
import { checksumTables } from '../../store/checksum-tables.ts'
import { inTransaction } from '../../store/transaction.ts'
import type { AccountEvent } from '../../webhook/account-event.ts'
import { askAuth0 } from '../../webhook/ask-auth0.ts'
import { recordEvent } from '../../webhook/record-event.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { CONNECTION, openWorld, type World } from './accounts-world.ts'

let world: World
let jobs = 0
beforeEach(async () => {
  world = await openWorld()
  await world.addEmployee({ id: 42, name: 'Ann Lee', email: 'ann.lee@colorecommerce.us' })
})
afterEach(() => world.close())

const ANN = 'auth0|ann' as Auth0UserId
const newId = () => `job-${(jobs += 1)}`
const deps = () => ({ ...world.deps, matchSettings: defaultMatchSettings, newId })

/** Asks as a hint of a stream does. */
function ask(deletedAt?: Date) {
  const gone = deletedAt === undefined ? {} : { deletedAt }
  return inTransaction(world.test.store, (db) =>
    askAuth0({ newId }, db, { userId: ANN, ...gone, at: new Date() }),
  )
}

async function stored() {
  const [row] = await world.test.query(
    'SELECT employee_id, email, status, deleted_at, last_login FROM auth0_user_mapping',
  )
  return row
}

function loginAt(occurredAt: Date, createdAt: Date): AccountEvent {
  return {
    kind: 'account',
    deliveryId: `msg_${occurredAt.getTime()}` as DeliveryId,
    source: 'action',
    evidence: 'signed',
    type: 'post_login',
    occurredAt,
    knownUntil: occurredAt,
    userId: ANN,
    email: 'ann.lee@colorecommerce.us',
    isEmailVerified: true,
    isBlocked: null,
    name: 'Ann Lee',
    createdAt,
    connection: CONNECTION,
    loggedInAt: occurredAt,
    held: {},
  }
}

describe('an account that Auth0 was asked about', () => {
  it('is linked by what Auth0 shows, with a job for its metadata and a line of history', async () => {
    world.addUser({ id: ANN, email: 'ann.lee@colorecommerce.us', isVerified: true })
    await ask()

    await world.work()

    expect(await stored()).toMatchObject({ employee_id: 42, status: 'verified', deleted_at: null })
    const lines = await world.test.query(
      'SELECT action FROM auth0_employee_mapping_audit ORDER BY id',
    )
    expect(lines.map(({ action }) => action)).toEqual([
      'account_changed',
      'account_linked',
      'metadata_written',
    ])
    expect(await world.test.query('SELECT kind, status FROM account_jobs ORDER BY kind')).toEqual([
      { kind: 'update_metadata', status: 'done' },
      { kind: 'read_account', status: 'done' },
    ])
  })

  it('changes nothing when it is asked about again', async () => {
    world.addUser({ id: ANN, email: 'ann.lee@colorecommerce.us', isVerified: true })
    await ask()
    await world.work()
    // The metadata that was written changed the account.
    await ask()
    await world.work()
    await world.test.query(`DELETE FROM account_jobs WHERE kind = 'read_account'`)
    const before = await checksumTables(world.test.store)

    await ask()
    await world.work()
    await world.test.query(`DELETE FROM account_jobs WHERE kind = 'read_account'`)

    expect(await checksumTables(world.test.store)).toEqual(before)
  })

  it('is blocked, and free again, when Auth0 says so', async () => {
    world.addUser({ id: ANN, email: 'ann.lee@colorecommerce.us', isVerified: true })
    const change = (blocked: boolean) => {
      const known = world.tenant.state.users.get(ANN)
      if (known === undefined) throw new Error('no user')
      const updated_at = new Date(Date.parse(known.updated_at) + 1).toISOString()
      world.tenant.state.users.set(ANN, { ...known, blocked, updated_at })
    }
    const seen: unknown[] = []
    for (const blocked of [true, false]) {
      change(blocked)
      await ask()
      await world.work()
      seen.push((await stored())?.['status'])
    }

    expect(seen).toEqual(['blocked', 'verified'])
  })

  it('keeps a login that happened after it was read, and gives way to Auth0’s own value of an earlier one', async () => {
    world.addUser({ id: ANN, email: 'ann.lee@colorecommerce.us', isVerified: true })
    const known = world.tenant.state.users.get(ANN)
    if (known === undefined) throw new Error('no user')
    const createdAt = new Date(known.created_at)
    const loggedIn = new Date(Date.now() - 60_000)
    world.tenant.state.users.set(ANN, { ...known, last_login: loggedIn.toISOString() })
    await recordEvent(deps(), loginAt(new Date(loggedIn.getTime() + 700), createdAt), '{}')
    await ask()
    await world.work()
    const afterRead = (await stored())?.['last_login']
    const later = new Date(Date.now() + 60_000)
    await recordEvent(deps(), loginAt(later, createdAt), '{}')
    await ask()
    await world.work()

    expect(afterRead).toEqual(loggedIn)
    expect((await stored())?.['last_login']).toEqual(later)
  })

  it('becomes a tombstone as of the moment it was said to be deleted, and its employee is free', async () => {
    const createdAt = new Date(Date.now() - 86_400_000)
    await recordEvent(deps(), loginAt(new Date(Date.now() - 7_200_000), createdAt), '{}')
    const linked = await stored()
    const deletedAt = new Date(Date.now() - 3_600_000)
    await ask(deletedAt)

    await world.work()

    expect(linked).toMatchObject({ employee_id: 42 })
    expect(await stored()).toMatchObject({
      employee_id: null,
      status: 'deleted',
      deleted_at: deletedAt,
    })
    const [employee] = await world.test.query('SELECT auth0_user_id FROM employees')
    expect(employee).toEqual({ auth0_user_id: null })
  })

  it('stays dead when a late event of its life arrives, though nobody had known it', async () => {
    const deletedAt = new Date(Date.now() - 3_600_000)
    await ask(deletedAt)
    await world.work()
    const tombstone = await stored()
    const createdAt = new Date(deletedAt.getTime() - 86_400_000)

    await recordEvent(deps(), loginAt(new Date(deletedAt.getTime() - 60_000), createdAt), '{}')

    expect(tombstone).toMatchObject({ status: 'deleted', deleted_at: deletedAt })
    expect(await stored()).toMatchObject({ status: 'deleted', employee_id: null })
    expect(
      await world.test.query('SELECT id FROM employees WHERE auth0_user_id IS NOT NULL'),
    ).toEqual([])
  })

  it('keeps the latest moment that anybody states for its end over the one at which it was missed', async () => {
    const moments = [3_600_000, 7_200_000, 1_800_000].map((ms) => new Date(Date.now() - ms))
    await ask()
    await world.work()
    const missed = await stored()
    const seen: unknown[] = []
    for (const [index, occurredAt] of moments.entries()) {
      await recordEvent(
        deps(),
        {
          kind: 'hint',
          deliveryId: `log_deletion-${index}` as DeliveryId,
          source: 'log_stream',
          type: 'sdu',
          userId: ANN,
          occurredAt,
          tells: 'deletion',
        },
        '{}',
      )
      await world.work()
      seen.push((await stored())?.['deleted_at'])
    }

    expect(missed).toMatchObject({ status: 'deleted' })
    expect(seen).toEqual([moments[0], moments[0], moments[2]])
  })

  it('is not believed deleted while Auth0 has it', async () => {
    world.addUser({ id: ANN, email: 'ann.lee@colorecommerce.us', isVerified: true })
    await ask(new Date())

    await world.work()

    expect(await stored()).toMatchObject({ employee_id: 42, status: 'verified' })
  })

  it('is read again when it is asked about during the read', async () => {
    world.addUser({ id: ANN, email: 'nobody@elsewhere.example', isVerified: true })
    let isFirst = true
    world.intercept = async (call, send) => {
      const answer = await send()
      if (call.method !== 'GET' || !isFirst) return answer
      isFirst = false
      // Deleted after the answer was made, and told of before it is recorded.
      world.tenant.state.users.delete(ANN)
      await ask()
      return answer
    }
    await ask()
    await ask()

    await world.work()

    expect(world.calls.filter(({ method }) => method === 'GET').length).toBeGreaterThan(1)
    expect(await stored()).toMatchObject({ status: 'deleted' })
  })
})
