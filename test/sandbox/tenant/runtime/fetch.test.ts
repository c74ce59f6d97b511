import { describe, expect, it } from 'vitest'
import { telling, tenantWith, toldBy } from './run-action.ts'

describe('fetch in an Action', () => {
  it('carries method, headers, body and redirect mode, and brings everything back', async () => {
    const seen: unknown[] = []
    const tenant = await tenantWith(
      telling(`
        const headers = { 'content-type': 'application/json', 'x-mark': '1' }
        const body = JSON.stringify({ a: 'ä' })
        const answer = await fetch('https://a.example/hook?x=1', { method: 'PUT', headers, body, redirect: 'error' })
        return [answer.status, answer.statusText, answer.ok, answer.headers.get('x-back'), await answer.json()]
      `),
      {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          const { method, url, redirect, headers } = request
          seen.push(method, url, redirect, headers.get('x-mark'), await request.text())
          return Response.json(
            { b: 2 },
            { status: 201, statusText: 'Made', headers: { 'x-back': '3' } },
          )
        },
      },
    )

    const told = await toldBy(tenant)

    expect(seen).toEqual(['PUT', 'https://a.example/hook?x=1', 'error', '1', '{"a":"ä"}'])
    expect(told).toEqual([201, 'Made', true, '3', { b: 2 }])
  })

  it('streams the answer, so that an endless one can be left', async () => {
    let wasCancelled: () => void = () => undefined
    const cancelled = new Promise<void>((resolve) => (wasCancelled = resolve))
    const endless = () =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode('chunk')),
        cancel: () => wasCancelled(),
      })
    const tenant = await tenantWith(
      telling(`
        const reader = (await fetch('https://a.example/')).body.getReader()
        const { value } = await reader.read()
        await reader.cancel()
        return Buffer.from(value).toString()
      `),
      { fetch: async () => new Response(endless()) },
    )

    expect(await toldBy(tenant)).toBe('chunk')
    await cancelled
  })

  it('rejects with the reason of its signal, before the answer and within it', async () => {
    const aborted: string[] = []
    const tenant = await tenantWith(
      telling(`
        const never = await fetch('https://a.example/never', { signal: AbortSignal.timeout(5) })
          .catch((error) => error.name)
        const half = await fetch('https://a.example/half', { signal: AbortSignal.timeout(5) })
        return [never, half.status, await half.text().catch((error) => error.name)]
      `),
      {
        fetch: async (input, init) => {
          const { url, signal } = new Request(input, init)
          signal.addEventListener('abort', () => aborted.push(url))
          if (url.endsWith('/half')) return new Response(new ReadableStream())
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('gone')))
          })
        },
      },
    )

    expect(await toldBy(tenant)).toEqual(['TimeoutError', 200, 'TimeoutError'])
    expect(aborted[0]).toBe('https://a.example/never')
  })

  it('suffers what the tenant does to its deliveries', async () => {
    const tenant = await tenantWith(
      telling(`return fetch('https://a.example/').then(() => 'sent', (error) => error.message)`),
      { fetch: async () => new Response() },
    )
    tenant.faults.add({ kind: 'lose', at: 'action', count: 1 })

    expect([await toldBy(tenant), await toldBy(tenant)]).toEqual(['fetch failed', 'sent'])
  })

  it('takes a Request, and sends none whose signal has already fired', async () => {
    let calls = 0
    const tenant = await tenantWith(
      telling(`
        const made = await fetch(new Request('https://a.example/', { method: 'POST', body: 'x' }))
        const signal = AbortSignal.abort(new Error('over'))
        const unsent = await fetch('https://a.example/', { signal }).catch((error) => error.message)
        return [made.status, unsent]
      `),
      {
        fetch: async () => {
          calls += 1
          return new Response()
        },
      },
    )

    expect(await toldBy(tenant)).toEqual([200, 'over'])
    expect(calls).toBe(1)
  })
})
