// One warm instance of a deployed Action, on a thread of its own: whatever the Action does to itself (a loop without an
// end, an uncaught error, a promise nobody handles, all memory used up) ends this thread and not the tenant.
// Plain JavaScript: it starts ten times faster than a transpiled one.
//
// Messages in: execute, fetched, fetch-failed, api-answer (on the port for synchronous answers).
// Messages out: ready, began, printed, api, fetch, fetch-aborted, done, failed.
import { AsyncLocalStorage } from 'node:async_hooks'
import { compileFunction } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { actionConsole } from './action-console.mjs'
import { actionFetch } from './action-fetch.mjs'
import { limitGlobals } from './action-globals.mjs'
import { actionRequire } from './action-require.mjs'
import { remoteApi } from './remote-api.mjs'

const { code, refusesPlainHandlers, answers, signal } = workerData
const current = new AsyncLocalStorage()
const executionId = () => current.getStore()?.id
const send = (message) => parentPort.postMessage(message)

const console = actionConsole(current, send)
const fetches = actionFetch(executionId, send)
limitGlobals({ fetch: fetches.fetch, console })

const module = { exports: {} }
let start = initialise

parentPort.on('message', (message) => {
  if (message.kind === 'execute') void execute(message)
  else fetches.settle(message)
})
send({ kind: 'ready' })

/** Runs the module once; one that throws throws the same error in every later execution (auth0-facts 1.6). */
function initialise() {
  try {
    const wrapped = `return function (module, exports, console) {\n${code}\n}`
    const options = { filename: 'action.js', lineOffset: -1 }
    const factory = compileFunction(wrapped, ['require'], options)(actionRequire)
    factory(module, module.exports, console)
    start = () => undefined
  } catch (error) {
    start = () => {
      throw error
    }
  }
  start()
}

function handlerNamed(name) {
  const { exports } = module
  if (typeof exports !== 'object' || exports === null) {
    throw new Error('Invalid module: module.exports must be an object')
  }
  const handler = exports[name]
  const isNative = typeof handler === 'function' && handler.constructor?.name === 'AsyncFunction'
  if (isNative || (typeof handler === 'function' && !refusesPlainHandlers)) return handler
  throw new Error(
    `Invalid function signature for the "${name}" handler: exports.${name} must be an async function`,
  )
}

async function execute({ id, handlerName, event, apiShape }) {
  send({ kind: 'began', id })
  await current.run({ id, printedBytes: 0 }, async () => {
    try {
      start()
      const handler = handlerNamed(handlerName)
      await handler(event, remoteApi({ id, event, shape: apiShape, send, answers, signal }))
      send({ kind: 'done', id })
    } catch (error) {
      send({ kind: 'failed', id, message: messageOf(error) })
    }
  })
}

function messageOf(error) {
  try {
    return String(error instanceof Error ? error.message : (error ?? 'Unknown error'))
  } catch {
    return 'Unknown error'
  }
}
