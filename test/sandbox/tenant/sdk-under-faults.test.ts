import { ManagementClient, ManagementError } from 'auth0'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRandom } from '../../../sandbox/roster/random.ts'
import { isConnectionReset } from '../../../sandbox/tenant/core/connection-reset.ts'
import type { FaultKind } from '../../../sandbox/tenant/core/faults.ts'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { grantMachine, password } from './drive-tenant.ts'
import { firstConnection, newTenant } from './new-tenant.ts'

const failures = [
  'rate-limited',
  'server-error',
  'server-error-after',
  'unavailable',
  'reset-before',
  'reset-after',
] as const satisfies readonly FaultKind[]
const afterTheEffect: readonly (FaultKind | null)[] = ['reset-after', 'server-error-after']
const people = 25
const longestRetryMs = 2_200

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/**
 * The SDK on the tenant, with the tenant's answers as it sees them. Its own waits between two tries pass at once: they
 * are the only timers under a minute.
 */
function sdkOn(tenant: Tenant): ManagementClient {
  const { clientId, clientSecret } = grantMachine(tenant, [
    'create:users',
    'update:users',
    'delete:users',
  ])
  return new ManagementClient({
    domain: tenant.domain,
    clientId,
    clientSecret,
    fetch: async (input, init) => {
      const response = await tenant.app.fetch(new Request(input, init))
      if (isConnectionReset(response)) throw new TypeError('fetch failed')
      if (response.status === 429 || response.status >= 500) {
        setImmediate(() => vi.advanceTimersByTime(longestRetryMs))
      }
      return response
    },
  })
}

type Told = { readonly is: 'done' } | { readonly is: 'refused'; readonly status: number | null }

/** What the SDK reports, and which requests it took. */
async function callThrough(tenant: Tenant, work: () => Promise<unknown>) {
  const seen = tenant.requestLog.entries.length
  const told = await work().then(
    (): Told => ({ is: 'done' }),
    (error: unknown): Told => ({
      is: 'refused',
      status: error instanceof ManagementError ? (error.statusCode ?? null) : null,
    }),
  )
  const tries = tenant.requestLog.entries
    .slice(seen)
    .filter(({ path }) => path.startsWith('/api/v2/'))
  return { told, tries, faults: tries.map(({ fault }) => fault) }
}

type Call = Awaited<ReturnType<typeof callThrough>>

/**
 * What the state must say after a call: its effect is there when the SDK says so, and also when a failure came after
 * the effect; a failure before it leaves nothing.
 */
function leavesEffect({ told, faults }: Call): boolean {
  return told.is === 'done' || faults.some((fault) => afterTheEffect.includes(fault))
}

async function playDay(tenant: Tenant) {
  const management = sdkOn(tenant)
  const { users } = tenant.state
  const calls: Call[] = []
  const play = async (work: () => Promise<unknown>, hasEffect: () => boolean): Promise<boolean> => {
    const call = await callThrough(tenant, work)
    calls.push(call)
    expect({ ...call, effect: hasEffect() }).toEqual({ ...call, effect: leavesEffect(call) })
    return hasEffect()
  }
  for (let number = 0; number < people; number++) {
    const email = `person-${number}@example.test`
    const id = `auth0|${number}`
    const isThere = await play(
      () =>
        management.users.create({
          connection: firstConnection,
          user_id: String(number),
          email,
          password,
        }),
      () => users.has(id),
    )
    if (!isThere) continue
    await play(
      () => management.users.update(id, { app_metadata: { number } }),
      () => users.get(id)?.app_metadata?.['number'] === number,
    )
    if (number % 2 === 0) continue
    await play(
      () => management.users.delete(id),
      () => !users.has(id),
    )
  }
  return calls
}

function faultyTenant(seed: number, kinds: readonly FaultKind[]): Tenant {
  let now = Date.UTC(2026, 0, 1)
  // Each look at the clock is a moment later, far more slowly than the plan's limits need.
  const tenant = newTenant({ now: () => (now += 50), random: createRandom(seed).next })
  for (const kind of kinds) tenant.faults.add({ kind, at: '* /api/v2/*', probability: 0.1 })
  return tenant
}

function emails(tenant: Tenant): (string | undefined)[] {
  return [...tenant.state.users.values()].map(({ email }) => email)
}

describe('the SDK with its own retries, while a tenth of the calls fail', () => {
  const cases = failures.flatMap((kind) => [1, 2].map((seed) => [kind, seed] as const))

  it.each(cases)('by %s (seed %d), ends where the state says', async (kind, seed) => {
    const tenant = faultyTenant(seed, [kind])

    const calls = await playDay(tenant)

    expect(calls.flatMap(({ faults }) => faults)).toContain(kind)
    expect(new Set(emails(tenant)).size).toBe(emails(tenant).length)
  })

  it.each([3, 4, 5])('by each kind (seed %d), ends where the state says', async (seed) => {
    const tenant = faultyTenant(seed, failures)

    const calls = await playDay(tenant)

    const seen = new Set(calls.flatMap(({ faults }) => faults))
    expect(failures.filter((kind) => !seen.has(kind))).toEqual([])
    expect(new Set(emails(tenant)).size).toBe(emails(tenant).length)
  })

  it('reports a failure for a cut connection at once, whether its effect is there or not', async () => {
    const tenant = faultyTenant(1, ['reset-before', 'reset-after'])

    const calls = await playDay(tenant)

    const cut = calls.filter(({ faults }) => faults.some((fault) => fault?.startsWith('reset')))
    expect(cut.length).toBeGreaterThan(0)
    expect(cut.every(({ told, tries }) => told.is === 'refused' && tries.length === 1)).toBe(true)
  })

  it('meets 409 when it repeats a creation that had worked, and the account exists once', async () => {
    const tenant = newTenant()
    tenant.faults.add({ kind: 'server-error-after', at: 'POST /api/v2/users', count: 1 })
    const create = () =>
      sdkOn(tenant).users.create({
        connection: firstConnection,
        email: 'ada@example.test',
        password,
      })

    const { told, tries } = await callThrough(tenant, create)

    expect(told).toEqual({ is: 'refused', status: 409 })
    expect(tries.slice(-2).map(({ status }) => status)).toEqual([500, 409])
    expect(emails(tenant)).toEqual(['ada@example.test'])
  })
})
