import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { logIn, userWith } from '../drive-tenant.ts'
import {
  action,
  email,
  errorClasses,
  messagesOf,
  refusalOf,
  telling,
  tenantWith,
  toldBy,
} from './run-action.ts'

function warnings(tenant: Tenant) {
  return tenant.log.entries.filter(({ type }) => type === 'w').map(({ description }) => description)
}

function useUpWrites(tenant: Tenant): void {
  const write = { method: 'PATCH', path: '/api/v2/users/x' }
  for (let draw = tenant.rateLimits.draw(write); draw.isAllowed; ) {
    draw = tenant.rateLimits.draw(write)
  }
}

describe('metadata that an Action sets', () => {
  it('is not seen in the event, neither by the Action itself nor by the next one', async () => {
    const tells = `api.user.setAppMetadata('team', 'blue'); return event.user.app_metadata.team ?? 'unset'`
    const tenant = await tenantWith([telling(tells), telling(tells)])

    expect(await toldBy(tenant)).toBe('unset')
    expect(await toldBy(tenant)).toBe('blue')
  })

  it('is removed by null, one level deep, and leaves every other key alone', async () => {
    const tenant = await tenantWith(
      action(`
        if (event.stats.logins_count === 1) {
          api.user.setAppMetadata('gone', 1).user.setAppMetadata('kept', { deep: 1, deeper: 2 })
        } else {
          api.user.setAppMetadata('gone', null)
          api.user.setAppMetadata('kept', { deep: 3 })
        }
      `),
    )
    await logIn(tenant, { email })

    await logIn(tenant, { email })

    expect(userWith(tenant, email).app_metadata).toEqual({ kept: { deep: 3 } })
  })

  it('wipes nothing when it is an empty object, or when nothing is set at all', async () => {
    const tenant = await tenantWith(
      action(`
        if (event.stats.logins_count === 1) api.user.setAppMetadata('kept', 1)
        if (event.stats.logins_count === 2) api.user.setAppMetadata('empty', {})
      `),
    )

    for (let count = 0; count < 3; count += 1) await logIn(tenant, { email })

    expect(userWith(tenant, email).app_metadata).toEqual({ kept: 1, empty: {} })
    expect(tenant.executions.map(({ wroteMetadata }) => wroteMetadata)).toEqual([true, true, false])
  })

  it.each([
    ['a key with a dot', `api.user.setAppMetadata('a.b', 1)`, 'app_metadata property name: a.b'],
    ['a key with a dollar', `api.user.setUserMetadata('$a', 1)`, 'user_metadata property name: $a'],
    [
      'a reserved name',
      `api.user.setAppMetadata('email', 'x')`,
      'app_metadata property name: email',
    ],
  ])('is refused for %s', async (_case, body, message) => {
    const tenant = await tenantWith(action(body))

    expect(await refusalOf(tenant)).toContain(message)
    expect(errorClasses(tenant)).toEqual(['action_error'])
  })

  it.each([
    ['app_metadata', 'setAppMetadata'],
    ['user_metadata', 'setUserMetadata'],
  ] as const)('throws when the stored %s is not a plain object', async (kind, method) => {
    const tenant = await tenantWith(action(`api.user.${method}('key', 1)`))
    const user = userWith(tenant, email)
    tenant.state.users.set(user.user_id, { ...user, [kind]: ['a', 'list'] as never })

    expect(await refusalOf(tenant)).toContain(`Unexpected ${kind} format`)
  })

  it.each([
    ['more than 32 kB of one kind are set in one login', 33 * 1024, '32 kB'],
    ['the profile would outgrow 10 kB', 10 * 1024, '10 KB'],
  ])('is not written, with a warning, when %s', async (_case, length, limit) => {
    const tenant = await tenantWith(
      action(
        `api.user.setAppMetadata('small', 1); api.user.setAppMetadata('long', 'x'.repeat(${length}))`,
      ),
    )

    expect(await refusalOf(tenant)).toBeNull()
    expect(userWith(tenant, email).app_metadata).toBeUndefined()
    expect(warnings(tenant)).toEqual([expect.stringContaining(limit)])
  })

  it('is not written when a later Action fails', async () => {
    const tenant = await tenantWith([
      action(`api.user.setAppMetadata('early', true)`),
      action(`throw new Error('boom')`),
    ])

    await logIn(tenant, { email })

    expect(userWith(tenant, email).app_metadata).toBeUndefined()
  })

  it('is told to whoever listens to accounts, once for the whole trigger', async () => {
    const sets = action(`api.user.setAppMetadata('at', event.secrets.x ?? 1)`)
    const tenant = await tenantWith([sets, sets])
    const heard: unknown[] = []
    tenant.state.users.onChange(({ cause, after }) => heard.push([cause, after?.app_metadata]))

    await logIn(tenant, { email })

    expect(heard).toEqual([
      ['login', undefined],
      ['write', { at: 1 }],
    ])
  })

  it('draws on the Write Users budget and holds the login until the budget allows it', async () => {
    const tenant = await tenantWith(
      action(`api.user.setAppMetadata('logins', event.stats.logins_count)`),
      {
        plan: 'essentials',
      },
    )
    useUpWrites(tenant)
    const login = logIn(tenant, { email })
    await expect.poll(() => tenant.clock.waiting(), { interval: 1 }).toBe(1)
    const heldBack = userWith(tenant, email).app_metadata

    await tenant.clock.advanceBy(1_000)
    const { status } = await login

    expect(heldBack).toBeUndefined()
    expect(status).toBe(200)
    expect(userWith(tenant, email).app_metadata).toEqual({ logins: 1 })
  })

  it('costs nothing when no Action sets any', async () => {
    const tenant = await tenantWith(action(''), { plan: 'essentials' })
    useUpWrites(tenant)

    expect(await refusalOf(tenant)).toBeNull()
  })
})

describe('transaction metadata', () => {
  it('is seen at once and by the next Action, but by no other login', async () => {
    const tenant = await tenantWith([
      action(`
        const before = { ...event.transaction.metadata }
        api.transaction.setMetadata('text', 'a')
        api.transaction.setMetadata('number', 1.5)
        api.transaction.setMetadata('flag', true)
        api.transaction.setMetadata('gone', 1)
        api.idToken.setCustomClaim('first', [before, event.transaction.metadata])
      `),
      telling(`api.transaction.setMetadata('gone', null); return event.transaction.metadata`),
    ])
    await logIn(tenant, { email })

    expect(await toldBy(tenant)).toEqual({ text: 'a', number: 1.5, flag: true })
    expect(userWith(tenant, email).app_metadata).toBeUndefined()
  })

  it('refuses keys and values beyond its limits', async () => {
    const refused = [
      [`'k'.repeat(65), 1`, 'a key has at most 64 characters'],
      [`7, 1`, 'the key must be a string'],
      [`'key', 'v'.repeat(8 * 1024 + 1)`, 'a value has at most 8 kB'],
      ...[`{}`, `[]`, `undefined`, `2 ** 53`, `Infinity`].map((value) => [
        `'key', ${value}`,
        'a value must be a string, a safe number or a boolean',
      ]),
    ] as const
    const calls = refused.map(([args]) => `() => api.transaction.setMetadata(${args})`)
    const tenant = await tenantWith(messagesOf(calls))

    expect(await toldBy(tenant)).toEqual(
      refused.map(([, message]) => `Invalid transaction metadata: ${message}`),
    )
  })

  it('holds at most 16 kB in all', async () => {
    const tenant = await tenantWith(
      telling(`
        for (const key of ['a', 'b']) api.transaction.setMetadata(key, 'v'.repeat(8 * 1024 - 1))
        try { api.transaction.setMetadata('c', true) } catch (error) { return error.message }
      `),
    )

    expect(await toldBy(tenant)).toContain('16 kB')
  })
})
