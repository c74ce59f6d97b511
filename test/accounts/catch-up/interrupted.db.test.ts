import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PodlinkError } from '../../../kernel/errors.ts'
import { type CatchUpWorld, inNoTime, openCatchUpWorld } from './catch-up-world.ts'

const address = (id: number) => `w${id}@colorecommerce.us`
let world: CatchUpWorld

async function open(plan: 'enterprise' | 'free' = 'enterprise') {
  world = await openCatchUpWorld({ plan })
  for (let id = 1; id <= 4; id += 1) {
    await world.addEmployee({ id, name: `Worker ${id}`, email: address(id) })
  }
}
afterEach(() => world.close())

const checkpoint = async () => {
  const [row] = await world.test.query("SELECT value FROM settings WHERE name = 'log_checkpoint'")
  return row?.['value']
}
const logins = (count: number) =>
  Promise.all(Array.from({ length: count }, () => world.logIn(address(1))))

describe('the place in the log', () => {
  beforeEach(() => open())

  it('is taken before the export is asked for, so that nothing falls between them', async () => {
    await world.join(address(1))
    let isJoined = false
    world.intercept = inNoTime(world, async (call, send) => {
      const answer = await send()
      // The file is written; whoever comes now is in the log alone.
      if (call.path.startsWith('/exports/') && !isJoined) {
        isJoined = true
        await world.join(address(2))
      }
      return answer
    })

    const outcome = await world.heal()

    expect(outcome).toMatchObject({ logStart: 'first', figures: { accountsRead: 1 } })
    expect(new Set((await world.accounts()).map(({ employee_id }) => employee_id))).toEqual(
      new Set([1, 2]),
    )
  })

  it('moves with every page, so that a run that breaks off goes on where it ended', async () => {
    await world.join(address(1))
    await world.heal()
    await logins(130)
    const refuse = async () => {
      throw new PodlinkError('STORE_UNREACHABLE', 'away', { fix: 'none', isRetryable: true })
    }
    let pages = 0
    const { recordLogs } = world.catchUpDeps
    const breaksOff: typeof recordLogs = async (entries, known) => {
      pages += 1
      return pages === 1 ? recordLogs(entries, known) : refuse()
    }

    const broken = world.catchUp({ withAccounts: false }, { recordLogs: breaksOff })
    await expect(broken).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    const place = await checkpoint()
    const outcome = await world.catchUp({ withAccounts: false })

    expect(pages).toBe(2)
    expect(world.tenant.log.after(String(place), 1_000).length).toBeLessThan(300)
    expect(outcome).toMatchObject({ kind: 'done', logStart: 'stored' })
    const rows = await world.test.query(
      "SELECT COUNT(*) AS count FROM deliveries WHERE type = 's' AND source = 'catch_up'",
    )
    expect(Number(rows[0]?.['count'])).toBe(130)
    expect(await checkpoint()).toBe(world.tenant.log.lastId())
  })

  it('starts anew when Auth0 no longer keeps it, and the accounts hold what it would have told', async () => {
    await world.join(address(1))
    await world.heal()
    await world.logIn(address(1))
    // As time does, which would also end every token.
    ;(world.tenant.log.entries as unknown[]).length = 0
    await world.join(address(2))

    const logsOnly = await world.catchUp({ withAccounts: false })
    const whole = await world.heal()

    expect(logsOnly).toMatchObject({ kind: 'done', logStart: 'lost', figures: { logsRead: 0 } })
    expect(whole).toMatchObject({ kind: 'done', logStart: 'stored' })
    const rows = await world.accounts()
    const seen = [...world.tenant.state.users.values()].map(({ last_login }) => last_login ?? null)
    expect(
      rows.map(({ last_login }) => (last_login as Date | null)?.toISOString() ?? null),
    ).toEqual(expect.arrayContaining(seen))
    expect(rows).toHaveLength(2)
  })

  it('starts anew when Auth0 refuses it', async () => {
    await world.join(address(1))
    await world.heal()
    await world.logIn(address(1))
    world.intercept = inNoTime(world, async (call, send) => {
      const isByCheckpoint = call.path === '/api/v2/logs' && call.query.has('from')
      return isByCheckpoint
        ? Response.json({ statusCode: 400, error: 'Bad Request' }, { status: 400 })
        : send()
    })

    const outcome = await world.catchUp()

    expect(outcome).toMatchObject({ kind: 'done', logStart: 'lost' })
    expect(await checkpoint()).toBe(world.tenant.log.lastId())
  })
})

describe('several catch-ups', () => {
  beforeEach(() => open())

  it('are one at a time: the second says so and does nothing', async () => {
    await world.join(address(1))

    const outcomes = await Promise.all([world.catchUp(), world.catchUp()])

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['busy', 'done'])
    expect(await world.test.query('SELECT status FROM runs')).toEqual([{ status: 'succeeded' }])
    expect(world.calls.filter(({ path }) => path.endsWith('users-exports'))).toHaveLength(1)
  })

  it('end where one ends when the first is told to stop in between', async () => {
    const ids = [await world.join(address(1)), await world.join(address(2))]
    const stop = new AbortController()
    const { recordReads } = world.catchUpDeps
    const stopsAfterOne: typeof recordReads = async (reads) => {
      stop.abort()
      return recordReads(reads.slice(0, 1))
    }

    const first = await world.catchUp({}, { recordReads: stopsAfterOne, signal: stop.signal })
    const second = await world.heal()

    expect(first).toEqual({ kind: 'interrupted' })
    expect(second).toMatchObject({ kind: 'done', logStart: 'first' })
    expect((await world.accounts()).map(({ auth0_user_id }) => auth0_user_id)).toEqual(ids.sort())
    expect(await world.test.query('SELECT status FROM runs ORDER BY started_at')).toEqual([
      { status: 'stopped' },
      { status: 'succeeded' },
    ])
  })

  it('never write what another took over: the place in the log stays that of the holder', async () => {
    await world.join(address(1))
    await world.heal()
    await world.logIn(address(1))
    const place = await checkpoint()
    const { recordLogs } = world.catchUpDeps
    const loses: typeof recordLogs = async (entries, known) => {
      await world.test.query("UPDATE leases SET token = 'another' WHERE name = 'catch_up'")
      return recordLogs(entries, known)
    }

    await expect(world.catchUp({}, { recordLogs: loses })).rejects.toMatchObject({
      code: 'STORE_LEASE_LOST',
    })

    expect(await checkpoint()).toBe(place)
  })

  it('wait at a rate limit and go on', async () => {
    await world.join(address(1))
    await world.heal()
    await world.logIn(address(1))
    let refusals = 0
    world.intercept = inNoTime(world, async (call, send) => {
      if (call.path !== '/api/v2/logs' || refusals === 1) return send()
      refusals += 1
      return Response.json({}, { status: 429, headers: { 'retry-after': '0' } })
    })

    expect(await world.catchUp({ withAccounts: false })).toMatchObject({ kind: 'done' })
    expect(refusals).toBe(1)
  })

  it('record everybody else when one account cannot be recorded, and ask about that one', async () => {
    const ids = [await world.join(address(1)), await world.join(address(2))]
    const { recordReads } = world.catchUpDeps
    const refusesOne: typeof recordReads = async (reads) => {
      if (reads.some(({ userId }) => userId === ids[0])) throw new TypeError('never')
      return recordReads(reads)
    }

    const outcome = await world.catchUp({}, { recordReads: refusesOne })

    expect(outcome).toMatchObject({ figures: { accountsRecorded: 1, accountsAsked: 1 } })
    expect(
      await world.test.query("SELECT auth0_user_id FROM account_jobs WHERE kind = 'read_account'"),
    ).toEqual([{ auth0_user_id: ids[0] }])
  })
})

describe('a plan without exports', () => {
  beforeEach(() => open('free'))

  it('has the worker read every account that podlink knows, and finds others by the log', async () => {
    const known = await world.join(address(1))
    await world.heal()
    await world.logIn(address(1))
    await world.heal()
    const before = (await world.accounts()).map(({ auth0_user_id }) => auth0_user_id)
    await world.admin('PATCH', `/users/${encodeURIComponent(known)}`, { blocked: true })
    const joined = await world.join(address(2))

    const outcome = await world.heal()

    expect(before).toEqual([known])
    expect(outcome).toMatchObject({ kind: 'done', accounts: 'jobs', logStart: 'stored' })
    expect(outcome).toMatchObject({ figures: { accountsRead: 0 } })
    const rows = new Map((await world.accounts()).map((row) => [row['auth0_user_id'], row]))
    expect(rows.get(known)).toMatchObject({ status: 'blocked', employee_id: 1 })
    expect(rows.get(joined)).toMatchObject({ status: 'verified', employee_id: 2 })
  })
})
