import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from './accounts-world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const audit = (action: string) =>
  world.test.query('SELECT * FROM auth0_employee_mapping_audit WHERE action = ?', [action])
const jobs = () =>
  world.test.query('SELECT status, last_error, attempts FROM account_jobs ORDER BY created_at')
const cases = () =>
  world.test.query("SELECT subject, reason, candidates FROM review_cases WHERE status = 'open'")

describe('a failing Auth0', () => {
  it('is tried again until it recovers, and ends in one account', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.provisionAll()
    let failures = 0
    world.intercept = async ({ path }, send) => {
      if (path !== '/api/v2/users' || failures === 3) return send()
      failures += 1
      return new Response('{}', { status: 503 })
    }

    const report = await world.work()

    expect(report).toMatchObject({ postponed: 3, done: 1 })
    expect(world.tenant.state.users.size).toBe(1)
    expect(await jobs()).toMatchObject([{ status: 'done', attempts: 4, last_error: null }])
    expect(await audit('account_created')).toHaveLength(1)
  })

  it('pauses the budget at a rate limit without using up attempts', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.provisionAll()
    let isLimited = true
    world.intercept = async ({ path }, send) => {
      if (path !== '/api/v2/users' || !isLimited) return send()
      isLimited = false
      const date = new Date()
      const reset = Math.ceil(date.getTime() / 1000) + 1
      const headers = { date: date.toUTCString(), 'x-ratelimit-reset': String(reset) }
      return new Response('{}', { status: 429, headers })
    }

    const report = await world.work()

    expect(report).toMatchObject({ returned: 1, postponed: 0, done: 1 })
    expect(await jobs()).toMatchObject([{ status: 'done', attempts: 1 }])
    const [bucket] = await world.test.query('SELECT paused_until FROM rate_budget')
    expect(bucket?.['paused_until']).not.toBeNull()
  })

  it('ends in a question without personal data where podlink itself is wrong, and stops no other job', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.addEmployee({ id: 2, name: 'C D', email: 'c.d@colorecommerce.us' })
    await world.provisionAll()
    const { auth0: real } = world.deps
    const auth0: typeof real = {
      ...real,
      createUser: async (account) => {
        if (account.userId === 'podlink-1-1') throw new TypeError(`a mistake with ${account.email}`)
        return real.createUser(account)
      },
    }

    const report = await world.work({}, { auth0 })

    expect(report).toMatchObject({ failed: 1, done: 1 })
    expect(await cases()).toMatchObject([{ subject: '1', reason: 'creation_failed' }])
    expect(JSON.stringify(await cases())).not.toContain('colorecommerce')
  })

  it('is tried again for a job that waited long for its first attempt', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.provisionAll()
    await world.test.query("UPDATE account_jobs SET created_at = '2020-01-01'")
    let isFirst = true
    world.intercept = async ({ path }, send) => {
      if (path !== '/api/v2/users' || !isFirst) return send()
      isFirst = false
      return new Response('{}', { status: 503 })
    }

    const report = await world.work()

    expect(report).toMatchObject({ postponed: 1, done: 1, failed: 0 })
  })

  it('ends in a question after the last attempt', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.provisionAll()
    world.intercept = async ({ path }, send) =>
      path === '/oauth/token' ? send() : new Response('{}', { status: 503 })

    const report = await world.work({}, { retry: { ...world.deps.retry, attemptsMax: 3 } })

    expect(report).toMatchObject({ postponed: 2, failed: 1 })
    expect(await jobs()).toMatchObject([{ status: 'failed', last_error: 'AUTH0_UNREACHABLE' }])
    expect(await cases()).toMatchObject([{ subject: '1', reason: 'creation_failed' }])
  })
})
