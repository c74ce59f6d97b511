// `require` of an Action: the modules of Node that compute and reach nothing outside the thread.
import { createRequire, isBuiltin } from 'node:module'

const requireBuiltIn = createRequire(import.meta.url)

const OFFERED = new Set([
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'crypto',
  'events',
  'path',
  'path/posix',
  'path/win32',
  'perf_hooks',
  'punycode',
  'querystring',
  'stream',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'util/types',
  'zlib',
])

/** @throws what Node throws for a module that is not there, for one that this tenant does not offer as well. */
export function actionRequire(name) {
  const bare = String(name).replace(/^node:/, '')
  if (OFFERED.has(bare)) return requireBuiltIn(`node:${bare}`)
  const reason = isBuiltin(String(name))
    ? '\nThe local tenant offers Actions no files, processes, threads or sockets; fetch is the way out.'
    : ''
  const error = new Error(`Cannot find module '${String(name)}'${reason}`)
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: [] })
}
