import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordedBody } from './run-sdk-calls.ts'
import type { SdkVersion } from './sdk-calls/sdk-call.ts'

const root = join(import.meta.dirname, '../../..')
const ignoredFolder = join(root, '.podlink')

// As seen from a folder inside `.podlink`; the second one has no name that resolves from there.
const packages: Readonly<Record<SdkVersion, string>> = {
  '7.1.0': 'auth0',
  '6.4.0': '../../node_modules/auth0-deploy-cli/node_modules/auth0/dist/esm/index.mjs',
}

/**
 * `BodyOf` is what the SDK declares the answer to be; a list's is the page as it came over the wire. `Strict` drops
 * index signatures beside named fields, which would let every unknown field pass; a type of nothing but an index
 * signature (metadata) stays free.
 */
const typeHelpers = `
export type BodyOf<Method extends (...given: never[]) => unknown> =
  Awaited<ReturnType<Method>> extends { rawResponse: unknown; response: infer Body }
    ? Body
    : Awaited<ReturnType<Method>>
type Named<Key extends PropertyKey> = string extends Key ? never : number extends Key ? never : Key
export type Strict<Type> = 0 extends 1 & Type
  ? Type
  : Type extends readonly (infer Item)[]
    ? Strict<Item>[]
    : Type extends object
      ? [keyof { [Key in keyof Type as Named<Key>]: 1 }] extends [never]
        ? Type
        : { [Key in keyof Type as Named<Key>]: Strict<Type[Key]> }
      : Type
`

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}

export type CheckedBody = RecordedBody & { readonly version: SdkVersion }
export type BodyProblem = { readonly body: CheckedBody; readonly message: string }

/** The body as a literal of the declared type: TypeScript then refuses unknown fields at every depth. */
function sourceOf({ version, method, text }: CheckedBody): string {
  const at = method.split('.').map((name) => `['${name}']`)
  const literal = text === '' ? 'undefined' : JSON.stringify(JSON.parse(text), null, 1)
  return [
    `import type { ManagementClient } from '${packages[version]}'`,
    `import type { BodyOf, Strict } from './type-helpers.ts'`,
    `export const body: Strict<BodyOf<ManagementClient${at.join('')}>> = ${literal}`,
  ].join('\n')
}

function compile(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, '--pretty', 'false'],
      { cwd: folder },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    )
  })
}

function readProblems(output: string, bodies: readonly CheckedBody[]): BodyProblem[] {
  return output.split('\n').flatMap((line) => {
    // Lines that go on with a message are indented.
    if (line === '' || line.startsWith(' ')) return []
    const match = /^body-(\d+)\.ts\(\d+,\d+\): error TS\d+: (.*)$/.exec(line)
    const body = bodies[Number(match?.[1])]
    if (match?.[2] === undefined || body === undefined) throw new Error(`tsc: ${line}`)
    return [{ body, message: match[2] }]
  })
}

/** What the SDKs' own types say against these bodies: fields they do not know, do not expect so, or miss. */
export async function checkSdkBodies(bodies: readonly CheckedBody[]): Promise<BodyProblem[]> {
  await mkdir(ignoredFolder, { recursive: true })
  const folder = await mkdtemp(join(ignoredFolder, 'sdk-bodies-'))
  try {
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    await writeFile(join(folder, 'type-helpers.ts'), typeHelpers)
    await Promise.all(
      bodies.map((body, index) => writeFile(join(folder, `body-${index}.ts`), sourceOf(body))),
    )
    return readProblems(await compile(folder), bodies)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
