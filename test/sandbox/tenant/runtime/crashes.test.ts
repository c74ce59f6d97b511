import { describe, expect, it } from 'vitest'
import { signUp, deployActions, logIn } from '../drive-tenant.ts'
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

const waits = `await new Promise((resolve) => setTimeout(resolve, 5_000))`

describe('an Action that brings itself down', () => {
  it.each([
    ['throws in a timer', `setTimeout(() => { throw new Error('boom') }, 1); ${waits}`],
    ['throws in a microtask', `queueMicrotask(() => { throw new Error('boom') }); ${waits}`],
    ['throws in process.nextTick', `process.nextTick(() => { throw new Error('boom') }); ${waits}`],
    [
      'throws in a listener',
      `AbortSignal.timeout(1).addEventListener('abort', () => { throw new Error('boom') }); ${waits}`,
    ],
    [
      'throws in a callback of a module',
      `require('zlib').gzip('text', () => { throw new Error('boom') }); ${waits}`,
    ],
    ['leaves a rejection unhandled', `Promise.reject(new Error('boom')); ${waits}`],
    [
      'forgets to await what rejects',
      `void (async () => { await null; throw new Error('boom') })(); ${waits}`,
    ],
  ])('refuses its login and not the next tenant: it %s', async (_case, body) => {
    const tenant = await tenantWith(action(body))

    expect(await refusalOf(tenant)).toBe('boom')
    expect(errorClasses(tenant)).toEqual(['action_error'])
  })

  it('is a platform error when it uses up its memory', async () => {
    const tenant = await tenantWith(
      action(`const all = []; for (;;) all.push(new Array(100_000).fill(all.length))`),
    )

    expect(await refusalOf(tenant)).toContain('memory')
    expect(errorClasses(tenant)).toEqual(['platform_error'])
  })

  it('runs again, in a fresh instance, at the next login', async () => {
    const tenant = await tenantWith(
      telling(`
        globalThis.runs = (globalThis.runs ?? 0) + 1
        if (event.stats.logins_count === 1) { setTimeout(() => { throw new Error('boom') }, 1); ${waits} }
        return globalThis.runs
      `),
    )
    await logIn(tenant, { email })

    expect(await toldBy(tenant)).toBe(1)
  })

  it('hurts nobody when a promise fails after the login was answered', async () => {
    const tenant = await tenantWith(
      telling(`
        void (async () => { await null; await null; throw new Error('late') })()
        return 'answered'
      `),
    )

    const told = [await toldBy(tenant), await toldBy(tenant), await toldBy(tenant)]

    expect(told).toEqual(['answered', 'answered', 'answered'])
  })

  it('hurts at most the login that is running when a late callback throws', async () => {
    const tenant = await tenantWith(
      telling(`
        if (event.stats.logins_count === 1) setImmediate(() => { throw new Error('late') })
        return 'answered'
      `),
    )

    const statuses: number[] = []
    for (let login = 0; login < 4; login += 1) {
      statuses.push((await logIn(tenant, { email })).status)
    }

    // Which one it is depends on when the callback comes.
    expect(statuses.filter((status) => status !== 200).length).toBeLessThanOrEqual(1)
  })

  it.each([
    ['exits its process', `process.exit(1)`, 'process.exit is not a function'],
    ['damages what its runtime needs', `globalThis.Object = null; delete globalThis.Array`, null],
    [
      'throws an error that cannot be read',
      `throw Object.defineProperty(new Error(), 'message', { get() { throw 1 } })`,
      'Unknown error',
    ],
    ['throws nothing', `throw undefined`, 'Unknown error'],
    [
      'has an error message that is no text',
      `throw Object.assign(new Error(), { message: 7 })`,
      '7',
    ],
  ])('does not reach the tenant when it %s', async (_case, body, refusal) => {
    const tenant = await tenantWith(action(body))

    expect(await refusalOf(tenant)).toBe(refusal)
  })

  it('does not spoil a sign-up', async () => {
    const tenant = newTenant()
    const code = `exports.onExecutePostUserRegistration = async () => {
      setTimeout(() => { throw new Error('late') }, 1)
      ${waits}
    }`
    await deployActions(tenant, [{ name: 'r', trigger: 'post-user-registration', code }])

    const { status } = await signUp(tenant, email)
    await tenant.idle()

    expect(status).toBe(200)
    expect(errorClasses(tenant)).toEqual(['action_error'])
  })
})
