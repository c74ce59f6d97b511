import { describe, expect, it } from 'vitest'
import { recordExecution } from '../../../../sandbox/tenant/runtime/record-execution.ts'
import { logIn, managementCalls, signUp } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'
import {
  action,
  email,
  errorClasses,
  refusalOf,
  telling,
  tenantWith,
  toldBy,
} from './run-action.ts'

const dayMs = 86_400_000

describe('an execution of a trigger', () => {
  it('can be read with the fields the SDK knows, at the id that the tenant log gives', async () => {
    const tenant = await tenantWith([action(''), action(`throw new Error('boom')`)])
    await logIn(tenant, { email })
    const { details } =
      tenant.log.entries.find(({ type }) => type === 'actions_execution_failed') ?? {}
    const api = await managementCalls(tenant, ['read:actions'])

    const { status, body } = await api(
      'GET',
      `/actions/executions/${JSON.stringify(details?.['execution_id']).slice(1, -1)}`,
    )

    const at = '2026-01-01T00:00:00.000Z'
    const times = { started_at: at, ended_at: at }
    expect([status, body]).toEqual([
      200,
      {
        id: details?.['execution_id'],
        trigger_id: 'post-login',
        status: 'final',
        results: [
          { action_name: 'login-0', ...times },
          { action_name: 'login-1', error: { id: 'action_error', msg: 'boom' }, ...times },
        ],
        created_at: at,
        updated_at: at,
      },
    ])
    expect(details).toMatchObject({ action_name: 'login-1', error_message: 'boom' })
  })

  it('is not found under an unknown id', async () => {
    const tenant = await tenantWith(action(''))
    const api = await managementCalls(tenant, ['read:actions'])

    expect((await api('GET', '/actions/executions/unknown')).status).toBe(404)
  })

  it('keeps 256 characters of what each Action printed, and nothing printed elsewhere', async () => {
    const tenant = await tenantWith(
      action(`
        console.warn('%s is %d', 'one', 1)
        globalThis.console.log('x'.repeat(300_000))
      `),
    )

    await logIn(tenant, { email })

    const logs = tenant.executions[0]?.results[0]?.logs ?? ''
    expect(logs).toHaveLength(256)
    expect(logs).toMatch(/^one is 1\nx+$/)
  })

  it('is kept for ten days of the tenant’s clock', async () => {
    const tenant = await tenantWith(action(''))
    await logIn(tenant, { email })
    await tenant.clock.advanceBy(10 * dayMs - 1)
    await logIn(tenant, { email })
    const before = tenant.executions.length
    await tenant.clock.advanceBy(1)
    await logIn(tenant, { email })

    expect([before, tenant.executions.length]).toEqual([2, 2])
  })
})

describe('executions', () => {
  it('are kept up to 2000, the newest', () => {
    const tenant = newTenant()
    const at = { startedAtMs: tenant.now(), endedAtMs: tenant.now() }
    const result = { action_id: 'a', action_name: 'a', version: 1, logs: '', error: null, ...at }
    for (let count = 1; count <= 2_001; count += 1) {
      recordExecution(tenant, {
        trigger_id: 'post-login',
        user_id: `auth0|${count}`,
        startedAtMs: at.startedAtMs,
        results: [result],
        wroteMetadata: false,
      })
    }

    expect(tenant.executions).toHaveLength(2_000)
    expect(tenant.executions[0]?.user_id).toBe('auth0|2')
  })
})

describe('Actions that run at once', () => {
  it('are refused above the limit, which is told as rate_limited', async () => {
    let letGo: () => void = () => undefined
    const held = new Promise<Response>((resolve) => (letGo = () => resolve(new Response())))
    let arrived = 0
    const tenant = await tenantWith(
      telling(`return (await fetch('https://slow.example/')).status`),
      {
        concurrentActionsMax: 2,
        fetch: async () => {
          arrived += 1
          return held
        },
      },
    )
    await signUp(tenant, 'bob@example.test')
    const first = [logIn(tenant, { email }), logIn(tenant, { email: 'bob@example.test' })]
    await expect.poll(() => arrived, { interval: 1 }).toBe(2)

    const third = await refusalOf(tenant)
    letGo()
    const statuses = (await Promise.all(first)).map(({ status }) => status)

    expect(third).toContain('Too many Actions')
    expect(errorClasses(tenant)).toEqual(['rate_limited'])
    expect(statuses).toEqual([200, 200])
    expect(await toldBy(tenant)).toBe(200)
  })
})

describe('a warm instance', () => {
  it('is let go when twenty others are used', async () => {
    const { actionInstances } = newTenant()
    const takeNew = (id: string) => actionInstances.take({ id, code: '' })
    const first = takeNew('first')
    const second = takeNew('second')
    for (let count = 0; count < 18; count += 1) takeNew(`other-${count}`)

    takeNew('first')
    takeNew('one-more')

    expect([first.isUsable(), second.isUsable()]).toEqual([true, false])
    await actionInstances.stop()
  })

  it('keeps no process alive, whatever its Action left running', async () => {
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')
    const before = ports()
    const tenant = await tenantWith(telling(`setInterval(() => 1, 5); return 'warm'`))

    const told = await toldBy(tenant)

    expect(told).toBe('warm')
    expect(ports()).toEqual(before)
  })
})
