import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { PodlinkError } from '../kernel/errors.ts'
import { findHandlerProblem } from './find-handler-problem.ts'

/** Auth0 refuses an Action above 100 kB, and counts what a bundle brings along. */
const BYTES_MAX = 100_000

export type ActionSource = {
  /** Without `.ts`; the built file has the same name. */
  readonly file: string
  readonly handler: string
}

export type BuiltAction = ActionSource & {
  /** The CommonJS file that was written. */
  readonly path: string
  readonly bytes: number
}

const ACTIONS: readonly ActionSource[] = [
  { file: 'post-login', handler: 'onExecutePostLogin' },
  { file: 'post-user-registration', handler: 'onExecutePostUserRegistration' },
]

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Writes each Action as one readable CommonJS file that Auth0 will accept: small enough, without dependencies but
 * `node:crypto`, and with a native async handler. The same sources give the same bytes.
 * `sourceFolder` and `actions` are ours unless told otherwise; nothing is written when one of them is refused.
 * @throws AUTH0_DEPLOY naming the file and what to change
 */
export async function buildActions(
  options: {
    readonly outFolder?: string
    readonly sourceFolder?: string
    readonly actions?: readonly ActionSource[]
  } = {},
): Promise<readonly BuiltAction[]> {
  const outFolder = options.outFolder ?? join(ROOT, 'auth0-tenant', 'config', 'actions')
  const sourceFolder = options.sourceFolder ?? join(ROOT, 'actions')
  const bundles = await Promise.all(
    (options.actions ?? ACTIONS).map(async (action) => ({
      ...action,
      path: join(outFolder, `${action.file}.js`),
      code: await bundleAction(join(sourceFolder, `${action.file}.ts`), action.handler),
    })),
  )
  await mkdir(outFolder, { recursive: true })
  await Promise.all(bundles.map(({ path, code }) => writeFile(path, code)))
  return bundles.map(({ file, handler, path, code }) => {
    return { file, handler, path, bytes: Buffer.byteLength(code) }
  })
}

async function bundleAction(source: string, handler: string): Promise<string> {
  const name = relative(ROOT, source)
  const { code, imports } = await bundle(source, name)
  const foreign = imports.filter((path) => path !== 'node:crypto')
  if (foreign.length > 0) {
    const fix = 'An Action may import node:crypto alone; move the rest out of it.'
    throw refused(name, `imports ${foreign.join(', ')}`, fix)
  }
  const bytes = Buffer.byteLength(code)
  if (bytes > BYTES_MAX) {
    const fix = 'Auth0 takes 100 kB at most; move code to the receiver.'
    throw refused(name, `builds to ${bytes} bytes`, fix)
  }
  const problem = findHandlerProblem(code, handler)
  if (problem !== null) {
    const fix = `Write it as \`export async function ${handler}(event, api)\`, wrapped by nothing.`
    throw refused(name, problem, fix)
  }
  return code
}

async function bundle(source: string, name: string) {
  const result = await build({
    entryPoints: [source],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    banner: { js: `// Built from ${name}. Change it there: the next deploy overwrites this file.` },
  }).catch((cause: unknown) => {
    const text = cause instanceof Error ? cause.message : 'esbuild failed'
    throw refused(name, `does not build: ${text}`, 'Correct the source and build again.', cause)
  })
  const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports)
  return {
    code: result.outputFiles.map((file) => file.text).join(''),
    imports: imports.map(({ path }) => path),
  }
}

function refused(name: string, problem: string, fix: string, cause?: unknown): PodlinkError {
  return new PodlinkError('AUTH0_DEPLOY', `The Action ${name} ${problem}.`, { fix, cause })
}
