import { describe, expect, it } from 'vitest'
import { telling, tenantWith, toldBy } from './run-action.ts'

/** An Action that tells code and message of what `require` throws for each name. */
function requiring(names: readonly string[]): string {
  return telling(`return ${JSON.stringify(names)}.map((name) => {
    try { require(name); return name } catch (error) { return [error.code, error.message] }
  })`)
}

describe('require in an Action', () => {
  it('gives the modules of Node that only compute, with and without the prefix', async () => {
    const offered = [
      'assert',
      'buffer',
      'crypto',
      'events',
      'path',
      'querystring',
      'stream',
      'string_decoder',
      'timers/promises',
      'url',
      'util',
      'zlib',
    ]
    const tenant = await tenantWith(
      telling(
        `return ${JSON.stringify(offered)}.filter((name) => require(name) === require('node:' + name))`,
      ),
    )

    expect(await toldBy(tenant)).toEqual(offered)
  })

  it('gives no files, processes, threads or sockets, and says why', async () => {
    const refused = [
      'fs',
      'node:fs',
      'fs/promises',
      'child_process',
      'worker_threads',
      'module',
      'process',
      'vm',
      'os',
      'http',
      'node:https',
      'net',
      'tls',
      'dns',
      'dgram',
      'inspector',
    ]
    const tenant = await tenantWith(requiring(refused))

    const told = await toldBy(tenant)

    const reason =
      'The local tenant offers Actions no files, processes, threads or sockets; fetch is the way out.'
    expect(told).toEqual(
      refused.map((name) => ['MODULE_NOT_FOUND', `Cannot find module '${name}'\n${reason}`]),
    )
  })

  it('does not find packages, files and Action modules', async () => {
    const names = ['lodash', './other.js', 'actions:shared']
    const tenant = await tenantWith(requiring(names))

    expect(await toldBy(tenant)).toEqual(
      names.map((name) => ['MODULE_NOT_FOUND', `Cannot find module '${name}'`]),
    )
  })

  it('cannot be gone around with a dynamic import', async () => {
    const tenant = await tenantWith(
      telling(`return import('node:fs').then(() => 'imported', () => 'refused')`),
    )

    expect(await toldBy(tenant)).toBe('refused')
  })
})

describe('the global scope of an Action', () => {
  it('has what Node has', async () => {
    const names = [
      'AbortController',
      'AbortSignal',
      'Blob',
      'Buffer',
      'CompressionStream',
      'Event',
      'EventTarget',
      'FormData',
      'Headers',
      'ReadableStream',
      'Request',
      'Response',
      'TextDecoder',
      'TextEncoder',
      'URL',
      'URLSearchParams',
      'atob',
      'btoa',
      'clearTimeout',
      'console',
      'crypto',
      'fetch',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'structuredClone',
    ]
    const tenant = await tenantWith(
      telling(`return ${JSON.stringify(names)}.filter((name) => !(name in globalThis))`),
    )

    expect(await toldBy(tenant)).toEqual([])
  })

  it('is one world: what modules and fetch make are instances of its own classes', async () => {
    const tenant = await tenantWith(
      telling(`
        const response = await fetch('https://outside.example/')
        const failed = await fetch('https://outside.example/down').catch((error) => error)
        const late = await new Promise((resolve) => {
          const signal = AbortSignal.timeout(1)
          signal.addEventListener('abort', () => resolve(signal.reason))
        })
        return [
          require('crypto').randomBytes(1) instanceof Uint8Array,
          new URL(response.url) instanceof URL && response instanceof Response,
          failed instanceof TypeError,
          late instanceof Error && late.name,
          event.user instanceof Object,
        ]
      `),
      {
        fetch: async (input) => {
          const { url } = new Request(input)
          if (url.endsWith('/down')) throw new TypeError('fetch failed')
          return Object.defineProperty(new Response('body'), 'url', { value: url })
        },
      },
    )

    expect(await toldBy(tenant)).toEqual([true, true, true, 'TimeoutError', true])
  })

  it('does web cryptography', async () => {
    const tenant = await tenantWith(
      telling(`
        const bytes = new TextEncoder().encode('text')
        const hash = await crypto.subtle.digest('SHA-256', bytes)
        return Buffer.from(hash).toString('hex').slice(0, 8)
      `),
    )

    expect(await toldBy(tenant)).toBe('982d9e3e')
  })

  it('has a process that tells nothing of this machine and can end nothing', async () => {
    const tenant = await tenantWith(
      telling(`
        return [process.env, process.version.slice(0, 4), typeof process.nextTick, typeof process.exit,
          typeof process.binding, typeof process.mainModule]
      `),
    )

    expect(await toldBy(tenant)).toEqual([
      {},
      'v22.',
      'function',
      'undefined',
      'undefined',
      'undefined',
    ])
  })

  it('has no way out other than fetch', async () => {
    const tenant = await tenantWith(
      telling(
        `return ['WebSocket', 'EventSource', 'BroadcastChannel'].filter((name) => name in globalThis)`,
      ),
    )

    expect(await toldBy(tenant)).toEqual([])
  })
})
