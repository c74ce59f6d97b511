// What an Action finds in its global scope: that of Node, without ways out of the thread other than fetch.

const VERSION = '22.21.1'

// Nothing is known about `process` in Auth0's runtime, so there is only what libraries look at while they load.
function minimalProcess(real) {
  const { nextTick, hrtime } = real
  return Object.freeze({
    env: {},
    argv: [],
    version: `v${VERSION}`,
    versions: Object.freeze({ node: VERSION }),
    release: Object.freeze({ name: 'node' }),
    platform: 'linux',
    arch: 'x64',
    nextTick,
    hrtime,
    emitWarning: () => undefined,
  })
}

const REMOVED = ['WebSocket', 'EventSource', 'BroadcastChannel']

/** Changes this thread's globals for good. */
export function limitGlobals({ fetch, console }) {
  const put = (name, value) => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
  put('fetch', fetch)
  put('console', console)
  put('process', minimalProcess(process))
  for (const name of REMOVED) Reflect.deleteProperty(globalThis, name)
}
