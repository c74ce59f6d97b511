import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

/** Auth0 counts a bundle that carries its dependencies against this. */
const CODE_BYTES_MAX = 100_000

async function bundle(name: string): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../../actions/${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
  })
  return result.outputFiles[0]?.text ?? ''
}

describe.each([
  ['post-login', 'onExecutePostLogin'],
  ['post-user-registration', 'onExecutePostUserRegistration'],
])('the bundle of %s', (name, handler) => {
  test('exports the native async function that Auth0 looks for', async () => {
    const module = { exports: {} as Record<string, unknown> }
    const code = await bundle(name)

    compileFunction(code, ['module', 'exports', 'require'])(
      module,
      module.exports,
      createRequire(import.meta.url),
    )

    expect(module.exports[handler]?.constructor.name).toBe('AsyncFunction')
  })

  test('needs nothing but node:crypto and stays far below the limit', async () => {
    const code = await bundle(name)

    const needed = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1])
    expect(new Set(needed)).toEqual(new Set(['node:crypto']))
    expect(Buffer.byteLength(code)).toBeLessThan(CODE_BYTES_MAX / 4)
  })
})
