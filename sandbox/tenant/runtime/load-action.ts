import { createRequire } from 'node:module'
import vm from 'node:vm'
import type { Deliver } from '../core/outbound.ts'
import { createActionConsole, type ActionConsole } from './action-console.ts'

const hostRequire = createRequire(import.meta.url)

// Pure computation only: an Action reaches the outside through fetch, and never this machine's files or processes.
const allowedModules = new Set(['assert', 'buffer', 'crypto', 'querystring', 'url', 'util'])

type Handler = (event: unknown, api: unknown) => Promise<unknown>

/** One warm instance of a deployed version; its module-level state lives on between executions. */
export type LoadedAction = {
  readonly console: ActionConsole
  /** A copy of `value` made of the Action's own objects. */
  readonly toActionObject: (value: object) => unknown
  /**
   * Starts the handler; code that blocks without awaiting is stopped after `timeoutMs`.
   * @throws what the module or its signature check throws.
   */
  readonly call: (
    handlerName: string,
    event: unknown,
    api: unknown,
    timeoutMs: number,
  ) => Promise<unknown>
}

export type ActionLoader = (version: { id: string; code: string }) => LoadedAction

function actionRequire(name: unknown): unknown {
  const bare = String(name).replace(/^node:/, '')
  if (!allowedModules.has(bare)) throw new Error(`Cannot find module '${String(name)}'`)
  return hostRequire(`node:${bare}`)
}

function createGlobals(deliver: Deliver, console: ActionConsole['console']): object {
  return {
    console,
    fetch: (input: string | URL | Request, init?: RequestInit) => deliver('action', input, init),
    AbortController,
    AbortSignal,
    Blob,
    Buffer,
    clearInterval,
    clearTimeout,
    crypto: globalThis.crypto,
    Event,
    EventTarget,
    FormData,
    Headers,
    performance,
    queueMicrotask,
    Request,
    Response,
    setInterval,
    setTimeout,
    structuredClone,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
  }
}

type Instance = { readonly exports: unknown } | { readonly error: unknown }

function evaluate(code: string, context: vm.Context, console: unknown): Instance {
  const module: { exports: unknown } = { exports: {} }
  try {
    const factory = vm.compileFunction(code, ['module', 'exports', 'console', 'require'], {
      filename: 'action.js',
      parsingContext: context,
    })
    Reflect.apply(factory, undefined, [module, module.exports, console, actionRequire])
    return { exports: module.exports }
  } catch (error) {
    return { error }
  }
}

/** The handler, found the way the platform looks for it. */
function handlerOf(instance: Instance, name: string): Handler {
  // A module that failed once fails in every later execution, with the same error.
  if ('error' in instance) throw instance.error
  const { exports } = instance
  if (typeof exports !== 'object' || exports === null) {
    throw new Error('Invalid module: module.exports must be an object')
  }
  const handler: unknown = Reflect.get(exports, name)
  // By name: the function belongs to the Action's realm, whose AsyncFunction is not ours.
  const isNativeAsync =
    typeof handler === 'function' && handler.constructor.name === 'AsyncFunction'
  if (!isNativeAsync) {
    throw new Error(`Invalid function signature: exports.${name} must be an async function`)
  }
  return handler as Handler
}

function load(deliver: Deliver, code: string): LoadedAction {
  const actionConsole = createActionConsole()
  const context = vm.createContext(createGlobals(deliver, actionConsole.console))
  const parse = vm.runInContext('(text) => JSON.parse(text)', context) as (text: string) => unknown
  const bound = '__pendingCall'
  const callBound = new vm.Script(`${bound}()`)
  let instance: Instance | null = null
  return {
    console: actionConsole,
    toActionObject: (value) => parse(JSON.stringify(value)),
    call: (handlerName, event, api, timeoutMs) => {
      instance ??= evaluate(code, context, actionConsole.console)
      const handler = handlerOf(instance, handlerName)
      // Run as a script, since only scripts can be stopped while they block.
      Reflect.set(context, bound, () => handler(event, api))
      try {
        return callBound.runInContext(context, { timeout: timeoutMs }) as Promise<unknown>
      } finally {
        Reflect.deleteProperty(context, bound)
      }
    },
  }
}

/** Loads each version at its first execution and keeps it warm, as Auth0 does. */
export function createActionLoader(deliver: Deliver): ActionLoader {
  const warm = new Map<string, LoadedAction>()
  return ({ id, code }) => {
    const loaded = warm.get(id) ?? load(deliver, code)
    warm.set(id, loaded)
    return loaded
  }
}
