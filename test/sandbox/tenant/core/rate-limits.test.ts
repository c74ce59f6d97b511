import { describe, expect, it } from 'vitest'
import type { Tenant, TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import type { Plan } from '../../../../sandbox/tenant/plan.ts'
import { call, managementCalls, type Answer } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'

const start = Date.UTC(2026, 0, 1)

type Where = readonly [method: string, path: string]
type BucketCase = readonly [
  plan: Plan,
  bucket: string,
  where: Where,
  burst: number,
  perMinute: number,
]

const selfService: readonly (readonly [string, Where, number, number])[] = [
  ['Read Users', ['GET', '/api/v2/users'], 40, 500],
  ['Read Users', ['GET', '/api/v2/users-by-email'], 40, 500],
  ['Read Users', ['GET', '/api/v2/users/auth0%7Cada'], 40, 500],
  ['Write Users', ['POST', '/api/v2/users'], 20, 200],
  ['Write Users', ['PATCH', '/api/v2/users/auth0%7Cada'], 20, 200],
  ['Delete Users', ['DELETE', '/api/v2/users/auth0%7Cada'], 20, 200],
  ['Read Clients', ['GET', '/api/v2/clients'], 5, 100],
  ['Read Connections', ['GET', '/api/v2/connections'], 5, 50],
  ['Read Logs', ['GET', '/api/v2/logs'], 10, 100],
  ['Read email templates', ['GET', '/api/v2/email-templates/verify_email'], 10, 50],
  ['Write email templates', ['PATCH', '/api/v2/email-templates/verify_email'], 5, 25],
  ['All other endpoints combined', ['GET', '/api/v2/roles'], 10, 150],
]
const cases: readonly BucketCase[] = [
  ['free', 'Global', ['GET', '/api/v2/users'], 2, 120],
  ['free', 'Read email templates', ['GET', '/api/v2/email-templates/verify_email'], 2, 50],
  ['enterprise', 'Global', ['PATCH', '/api/v2/users/auth0%7Cada'], 50, 960],
  ['enterprise', 'Write email templates', ['POST', '/api/v2/email-templates'], 10, 100],
  ['enterprise-staging', 'Global', ['DELETE', '/api/v2/users/auth0%7Cada'], 10, 120],
  ...(['essentials', 'professional'] as const).flatMap((plan) =>
    selfService.map((one) => [plan, ...one] as const),
  ),
]

function tenantOf(plan: Plan, more: Partial<TenantOptions> = {}) {
  return newTenant({ plan, now: () => start, ...more })
}

// Without a token each is refused after it was counted, which is all that is needed here.
function send(tenant: Tenant, [method, path]: Where): Promise<Answer> {
  return call(tenant, { method, path })
}

async function sendUntilRefused(tenant: Tenant, where: Where): Promise<Answer[]> {
  const answers: Answer[] = []
  while (answers.at(-1)?.status !== 429) {
    // No plan has a burst that comes near this.
    if (answers.length > 200) throw new Error('nothing is limited here')
    answers.push(await send(tenant, where))
  }
  return answers
}

function limitsOf({ headers }: Answer): { limit: number; remaining: number; reset: number } {
  const read = (name: string) => Number(headers.get(`x-ratelimit-${name}`))
  return { limit: read('limit'), remaining: read('remaining'), reset: read('reset') }
}

describe('a client that sends as fast as it can', () => {
  const seconds = 30
  const stepMs = 200

  // Where two buckets count, what the smaller one lets through is what the client gets, once the larger one's burst is
  // out of the way: none of these has a larger burst at the smaller rate.
  it.each(cases.filter(([plan, bucket]) => plan !== 'free' || bucket === 'Global'))(
    'on plan %s gets the burst and the rate of %s, and no answer more',
    async (plan, _bucket, where, burst, perMinute) => {
      const tenant = tenantOf(plan)

      let answered = (await sendUntilRefused(tenant, where)).length - 1
      for (let ms = 0; ms < seconds * 1_000; ms += stepMs) {
        await tenant.clock.advanceBy(stepMs)
        answered += (await sendUntilRefused(tenant, where)).length - 1
      }

      expect(answered).toBe(burst + Math.floor((perMinute * seconds) / 60))
    },
  )
})

describe('the headers of a limited endpoint', () => {
  it.each(cases.filter(([plan, bucket]) => plan !== 'free' || bucket === 'Global'))(
    'on plan %s count %s down and name the second in which the next request is added',
    async (plan, _bucket, where, burst, perMinute) => {
      const tenant = tenantOf(plan)
      // Figures per minute grow by the second, so the next whole request takes at least one.
      const nextS = Math.ceil(60 / perMinute)

      const answers = await sendUntilRefused(tenant, where)

      const counted = answers.map(limitsOf)
      expect(counted.map(({ remaining }) => remaining)).toEqual([
        ...Array.from({ length: burst }, (_, index) => burst - 1 - index),
        0,
      ])
      expect(new Set(counted.map(({ limit }) => limit))).toEqual(new Set([burst]))
      expect(counted.at(-1)?.reset).toBe(start / 1_000 + nextS)
    },
  )

  it.each(cases)('on plan %s let a client that waits for the reset go on at %s', async (...one) => {
    const [plan, , where] = one
    const tenant = tenantOf(plan)
    const refused = (await sendUntilRefused(tenant, where)).at(-1)

    const reset = refused === undefined ? 0 : limitsOf(refused).reset
    await tenant.clock.advanceBy(reset * 1_000 - tenant.now())
    const { status } = await send(tenant, where)

    expect(status).not.toBe(429)
  })

  it('come with the real body on a refusal', async () => {
    const refused = (await sendUntilRefused(tenantOf('free'), ['GET', '/api/v2/users'])).at(-1)

    expect(refused?.body).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Global limit has been reached',
      errorCode: 'too_many_requests',
    })
  })

  it('are not there on the endpoints of the Authentication API, which is not limited', async () => {
    const tenant = tenantOf('free')

    const answers: Answer[] = []
    for (let sent = 0; sent < 40; sent++) answers.push(await send(tenant, ['GET', '/userinfo']))

    expect(answers.every(({ status }) => status !== 429)).toBe(true)
    expect(answers.at(-1)?.headers.has('x-ratelimit-limit')).toBe(false)
  })
})

describe('two buckets over one endpoint', () => {
  const template: Where = ['PATCH', '/api/v2/email-templates/verify_email']

  it('are asked the global one first: what it refuses is not counted by the other', async () => {
    const tenant = tenantOf('enterprise-staging')
    await sendUntilRefused(tenant, ['GET', '/api/v2/users'])

    const refused = await send(tenant, template)
    await tenant.clock.advanceBy(500)
    const next = await send(tenant, template)

    expect([refused.status, limitsOf(refused).limit]).toEqual([429, 10])
    expect([next.status, limitsOf(next).remaining]).toEqual([401, 9])
  })

  it('both count: what the second one refuses has used up the first', async () => {
    const tenant = tenantOf('enterprise')
    const sent = (await sendUntilRefused(tenant, template)).length

    const { remaining } = limitsOf(await send(tenant, ['GET', '/api/v2/users']))

    expect(sent).toBe(11)
    expect(remaining).toBe(50 - sent - 1)
  })

  it('leave other endpoints of a self-service plan alone', async () => {
    const tenant = tenantOf('essentials')
    await sendUntilRefused(tenant, ['GET', '/api/v2/connections'])

    const { status } = await send(tenant, ['GET', '/api/v2/users'])

    expect(status).toBe(401)
  })
})

describe('the tenant log', () => {
  const read: Where = ['GET', '/api/v2/connections']
  const entries = (tenant: Tenant) =>
    tenant.log.entries.map(({ type, description }) => `${type} ${description}`)

  it('warns once when four fifths of a bucket are used, and tells at once when it is empty', async () => {
    const tenant = tenantOf('essentials')

    for (let sent = 0; sent < 3; sent++) await send(tenant, read)
    const before = entries(tenant)
    await send(tenant, read)
    const warned = entries(tenant)
    await sendUntilRefused(tenant, read)
    await send(tenant, read)

    expect(before).toEqual([])
    expect(warned).toEqual(['api_limit_warning Read Connections'])
    expect(entries(tenant)).toEqual([...warned, 'api_limit Read Connections'])
  })

  it('tells it again after a minute, and of each bucket by itself', async () => {
    const tenant = tenantOf('essentials')
    await sendUntilRefused(tenant, read)
    const first = entries(tenant)

    await tenant.clock.advanceBy(59_000)
    await sendUntilRefused(tenant, read)
    const within = entries(tenant)
    await sendUntilRefused(tenant, ['GET', '/api/v2/clients'])
    await tenant.clock.advanceBy(1_000)
    await sendUntilRefused(tenant, read)

    expect(within).toEqual(first)
    expect(entries(tenant)).toEqual([
      'api_limit_warning Read Connections',
      'api_limit Read Connections',
      'api_limit_warning Read Clients',
      'api_limit Read Clients',
      'api_limit_warning Read Connections',
      'api_limit Read Connections',
    ])
  })
})

it('a bucket that is refilled per window gets all of it at the top of the minute', async () => {
  const tenant = tenantOf('essentials', { unknown: { rateLimitRefill: 'per-window' } })
  const where: Where = ['PATCH', '/api/v2/users/auth0%7Cada']
  const refused = (await sendUntilRefused(tenant, where)).at(-1)

  await tenant.clock.advanceBy(59_999)
  const before = await send(tenant, where)
  await tenant.clock.advanceBy(1)
  const answered = (await sendUntilRefused(tenant, where)).length - 1

  expect(refused && limitsOf(refused).reset).toBe(start / 1_000 + 60)
  expect([before.status, answered]).toEqual([429, 20])
})

describe('a look at the buckets', () => {
  it('draws nothing from them', async () => {
    let now = Date.UTC(2026, 0, 1)
    const tenant = newTenant({ plan: 'enterprise-staging', now: () => now })
    const api = await managementCalls(tenant, ['read:users'])
    const levels = () =>
      tenant.rateLimits
        .read()
        .slice(0, 1)
        .map(({ tokens }) => tokens)

    await api('GET', '/users')
    const before = [levels(), levels()]
    now += 250
    const later = levels()

    expect(before).toEqual([[9], [9]])
    expect(later).toEqual([9.5])
  })
})
