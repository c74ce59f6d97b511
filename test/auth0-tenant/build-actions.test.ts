import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildActions } from '../../auth0-tenant/build-actions.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podlink-actions-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Builds one Action of this source into `folder/out`. */
async function buildSource(source: string) {
  await writeFile(join(folder, 'sample.ts'), source)
  const actions = [{ file: 'sample', handler: 'onExecutePostLogin' }]
  return buildActions({ sourceFolder: folder, outFolder: join(folder, 'out'), actions })
}

const refusal = (text: string) => ({
  code: 'AUTH0_DEPLOY',
  message: expect.stringContaining(text),
})

describe('our own Actions', () => {
  it('build to readable CommonJS with their handlers, far under the limit of 100 kB', async () => {
    const built = await buildActions({ outFolder: folder })

    expect(built.map(({ handler }) => handler)).toEqual([
      'onExecutePostLogin',
      'onExecutePostUserRegistration',
    ])
    for (const { path, bytes, file } of built) {
      const code = await readFile(path, 'utf8')
      expect(Buffer.byteLength(code)).toBe(bytes)
      expect(bytes).toBeLessThan(50_000)
      expect(code.split('\n')[0]).toContain(`actions/${file}.ts`)
      expect(code).toContain('\n  ')
    }
  })

  it('build to the same bytes every time, whatever the folder', async () => {
    const one = await buildActions({ outFolder: join(folder, 'one') })
    const two = await buildActions({ outFolder: join(folder, 'deeper', 'two') })

    const read = (built: typeof one) => Promise.all(built.map(({ path }) => readFile(path)))
    expect(await read(two)).toEqual(await read(one))
  })
})

describe('an Action that Auth0 would refuse', () => {
  it('is accepted as a plain async function, also from a constant', async () => {
    await expect(
      buildSource('export const onExecutePostLogin = async (event: unknown) => { void event }'),
    ).resolves.toMatchObject([{ file: 'sample' }])
  })

  it('is refused when its handler is not async', async () => {
    await expect(
      buildSource('export function onExecutePostLogin() { return Promise.resolve() }'),
    ).rejects.toMatchObject(refusal('no native async function'))
  })

  it('is refused when its handler is wrapped by another function', async () => {
    const source = `const safe = (run: () => Promise<void>) => () => run().catch(() => {})
export const onExecutePostLogin = safe(async () => {})`

    await expect(buildSource(source)).rejects.toMatchObject(refusal('no native async function'))
  })

  it('is refused when its handler has another name', async () => {
    await expect(buildSource('export async function onLogin() {}')).rejects.toMatchObject(
      refusal('exports no onExecutePostLogin'),
    )
  })

  it('is refused when it imports anything but node:crypto', async () => {
    const source = `import { readFileSync } from 'node:fs'
export async function onExecutePostLogin() { readFileSync('/') }`

    await expect(buildSource(source)).rejects.toMatchObject(refusal('imports node:fs'))
  })

  it('is refused when it is larger than Auth0 takes', async () => {
    const source = `const text = '${'x'.repeat(101_000)}'
export async function onExecutePostLogin() { console.log(text) }`

    await expect(buildSource(source)).rejects.toMatchObject(refusal('bytes'))
  })

  it('is refused when loading it throws', async () => {
    const source = `throw new Error('not today')
export async function onExecutePostLogin() {}`

    await expect(buildSource(source)).rejects.toMatchObject(refusal('not today'))
  })

  it('is refused with its file when it does not compile, and nothing is written', async () => {
    await expect(buildSource('export async function {')).rejects.toMatchObject(
      refusal('sample.ts does not build'),
    )
    await expect(readdir(join(folder, 'out'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
