import { describe, expect, it } from 'vitest'
import { action, errorClasses, refusalOf, tenantWith, telling, toldBy } from './run-action.ts'

const signature = /Invalid function signature/

const plainHandlers: readonly (readonly [string, string])[] = [
  ['a plain function', `exports.onExecutePostLogin = function () {}`],
  ['a function that returns a promise', `exports.onExecutePostLogin = () => Promise.resolve()`],
  ['a generator', `exports.onExecutePostLogin = function* () {}`],
  ['an async generator', `exports.onExecutePostLogin = async function* () {}`],
  [
    'an async function compiled down',
    `const awaiter = (run) => new Promise((resolve) => resolve(run().next().value))
    exports.onExecutePostLogin = () => awaiter(function* () { yield })`,
  ],
  [
    'an async function wrapped by another function',
    `const wrap = (handler) => (event, api) => handler(event, api)
    exports.onExecutePostLogin = wrap(async () => {})`,
  ],
]

describe('the handler of an Action', () => {
  it.each([
    ['assigned to exports', `exports.onExecutePostLogin = async () => {}`],
    ['in module.exports', `module.exports = { onExecutePostLogin: async () => {} }`],
    ['an async function declaration', `async function run() {}\nexports.onExecutePostLogin = run`],
  ])('runs when it is a native async function, %s', async (_case, code) => {
    const tenant = await tenantWith(code)

    expect(await refusalOf(tenant)).toBeNull()
  })

  it.each(plainHandlers)('is refused when it is %s', async (_case, code) => {
    const tenant = await tenantWith(code)

    expect(await refusalOf(tenant)).toMatch(signature)
    expect(errorClasses(tenant)).toEqual(['action_error'])
  })

  it.each(plainHandlers)('may be %s where plain handlers are accepted', async (_case, code) => {
    const tenant = await tenantWith(code, { unknown: { refusesPlainHandlers: false } })

    expect(await refusalOf(tenant)).toBeNull()
  })

  it.each([
    ['missing', `exports.onExecutePostlogin = async () => {}`],
    ['no function', `exports.onExecutePostLogin = 7`],
  ])('is refused when it is %s, also where plain handlers are accepted', async (_case, code) => {
    const tenant = await tenantWith(code, { unknown: { refusesPlainHandlers: false } })

    expect(await refusalOf(tenant)).toMatch(signature)
  })

  it.each([
    ['a number', `module.exports = 7`],
    ['null', `module.exports = null`],
    ['a function', `module.exports = async () => {}`],
  ])('is not looked for in exports that are %s', async (_case, code) => {
    const tenant = await tenantWith(code)

    expect(await refusalOf(tenant)).toContain('module.exports must be an object')
  })
})

describe('the module of an Action', () => {
  it.each([
    ['export', `export const onExecutePostLogin = async () => {}`, /Unexpected token 'export'/],
    ['import', `import { sign } from 'node:crypto'`, /import statement/],
    ['await at the top level', `await Promise.resolve(1)`, /await is only valid/],
    [
      'TypeScript',
      `exports.onExecutePostLogin = async (event: object) => {}`,
      /missing|Unexpected/,
    ],
  ])('is refused for %s', async (_case, code, message) => {
    const tenant = await tenantWith(code)

    expect(await refusalOf(tenant)).toMatch(message)
  })

  it('throws again on every later call when it throws at the top level', async () => {
    const tenant = await tenantWith(
      `globalThis.loads = (globalThis.loads ?? 0) + 1
      throw new Error('load ' + globalThis.loads)`,
    )

    const refusals = [await refusalOf(tenant), await refusalOf(tenant)]

    expect(refusals).toEqual(['load 1', 'load 1'])
  })

  it('has module, exports, console and require, and may name its own variables like them', async () => {
    const tenant = await tenantWith(
      `const require = 1\n${telling('return [typeof module, typeof exports, typeof console.table]')}`,
    )

    expect(await toldBy(tenant)).toEqual(['object', 'object', 'function'])
  })

  it('tells of a thrown value that is no error', async () => {
    const tenant = await tenantWith(action(`throw 'just text'`))

    expect(await refusalOf(tenant)).toBe('just text')
  })
})
