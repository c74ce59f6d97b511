import { describe, expect, it } from 'vitest'
import { logIn, userWith } from '../drive-tenant.ts'
import {
  action,
  email,
  errorClasses,
  refusalOf,
  telling,
  tenantWith,
  toldBy,
} from './run-action.ts'

const outside: typeof fetch = async () => new Response('ok')

describe('the time that all Actions of a trigger have together', () => {
  it('is 20 seconds unless a test says otherwise', async () => {
    const tenant = await tenantWith(action(''))

    expect(tenant.actionBudgetMs).toBe(20_000)
  })

  it.each([
    ['waits for ever', `await new Promise(() => {})`],
    ['loops without an end', `for (;;) {}`],
    ['loops without an end after an await', `await null; for (;;) {}`],
    ['loops without an end after a fetch', `await fetch('https://a.example/'); for (;;) {}`],
    ['keeps itself busy with promises', `for (;;) await null`],
    ['calls the api for ever', `for (;;) api.cache.get('key')`],
    [
      'waits for ever for memory of its own',
      `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
    ],
  ])('ends an Action that %s', async (_case, body) => {
    const tenant = await tenantWith(action(body), { actionBudgetMs: 40, fetch: outside })

    expect(await refusalOf(tenant)).toBe('Execution timed out')
    expect(errorClasses(tenant)).toEqual(['action_timeout'])
  })

  it('is shared: Actions that fit one by one do not fit together', async () => {
    const waiting = action(`await new Promise((resolve) => setTimeout(resolve, 40))`)
    const tenant = await tenantWith(Array(4).fill(waiting), { actionBudgetMs: 100 })

    expect(await refusalOf(tenant)).toBe('Execution timed out')
  })

  it('leaves later logins alone once it has ended one', async () => {
    const code = telling(`
      if (event.stats.logins_count === 1) await new Promise(() => {})
      return event.stats.logins_count
    `)
    const tenant = await tenantWith(code, { actionBudgetMs: 1_000 })
    await logIn(tenant, { email })

    expect(await toldBy(tenant)).toBe(2)
  })

  it('ends the request that an Action waits for when it runs out', async () => {
    let abortedBy: (url: string) => void = () => undefined
    const aborted = new Promise<string>((resolve) => (abortedBy = resolve))
    const tenant = await tenantWith(action(`await fetch('https://slow.example/')`), {
      actionBudgetMs: 1_000,
      fetch: async (input, init) => {
        const { url, signal } = new Request(input, init)
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            abortedBy(url)
            reject(new Error('aborted'))
          })
        })
      },
    })

    const refusal = await refusalOf(tenant)

    expect([refusal, await aborted]).toEqual(['Execution timed out', 'https://slow.example/'])
  })

  it('ends requests, timers and metadata of an Action that ran out of it', async () => {
    const sent: string[] = []
    const code = action(`
      if (event.stats.logins_count > 1) return
      api.user.setAppMetadata('early', true)
      setInterval(() => fetch('https://outside.example/').catch(() => undefined), 1)
      await new Promise(() => {})
    `)
    const tenant = await tenantWith(code, {
      actionBudgetMs: 1_000,
      fetch: async (input) => {
        sent.push(new Request(input).url)
        return new Response()
      },
    })

    await logIn(tenant, { email })
    const sentInTime = sent.length
    const secondRefusal = await refusalOf(tenant)

    expect(secondRefusal).toBeNull()
    expect(sent.length).toBe(sentInTime)
    expect(userWith(tenant, email).app_metadata).toBeUndefined()
  })
})
