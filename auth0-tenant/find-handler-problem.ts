import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'

const requireBuiltIn = createRequire(import.meta.url)

/**
 * Says why Auth0 would refuse the code of an Action, as the end of a sentence; null when it would run.
 * Auth0 wraps the text into a function with `module` and `exports`, and then takes the named export only when it is a
 * native async function: one compiled down, or wrapped by another function, fails at the first login.
 * Module-level code of the Action runs once.
 */
export function findHandlerProblem(code: string, handler: string): string | null {
  const exported = evaluate(code)
  if (typeof exported === 'string') return exported
  const value: unknown = Reflect.get(exported, handler)
  if (value === undefined) return `exports no ${handler}`
  return typeof value === 'function' && value.constructor.name === 'AsyncFunction'
    ? null
    : `exports ${handler}, which is no native async function`
}

/** What the code exports, or why it cannot be loaded. */
function evaluate(code: string): object | string {
  const module: { exports: unknown } = { exports: {} }
  try {
    const load = compileFunction(code, ['module', 'exports', 'require'])
    load(module, module.exports, (id: string): unknown => requireBuiltIn(id))
  } catch (cause) {
    return `cannot be loaded: ${cause instanceof Error ? cause.message : 'it throws'}`
  }
  return typeof module.exports === 'object' && module.exports !== null
    ? module.exports
    : 'exports no object'
}
