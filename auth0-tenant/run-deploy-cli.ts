import { fork } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { PodlinkError } from '../kernel/errors.ts'
import { blankValues, type HiddenValue } from './blank-values.ts'
import { type Mappings, SECRET_PLACEHOLDERS } from './tenant-mappings.ts'

/** The tenant, and the client that may change its configuration. */
export type TenantAccess = {
  /** Such as `acme.eu.auth0.com`; may carry a port. */
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** A certificate to trust beside the public ones, for the sandbox. */
  readonly caFile?: string
}

export type DeployCliRun = {
  readonly access: TenantAccess
  /** The subcommand and its arguments; the configuration file is added. */
  readonly command: readonly string[]
  readonly includedOnly: readonly string[]
  /** Values that its output must not show. */
  readonly hide: Mappings
  /** Ours alone while this runs: the configuration stands here meanwhile, readable by nobody else. */
  readonly workFolder: string
  readonly onLine?: ((line: string) => void) | undefined
  /** The program that is run instead of auth0-deploy-cli. */
  readonly program?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const END_WITH_PARENT = fileURLToPath(new URL('end-with-parent.cjs', import.meta.url))
/** Auth0 may take two minutes to build an Action, and a free tenant lets two requests a second through. */
const RUN_MS_MAX = 10 * 60_000
const LINES_KEPT = 40
/** What a new entry starts with; other lines belong to the one before. */
const ENTRY = /^(debug|info|warn|error): /
/** The tool calls everything that is not ours superfluous, and says how to delete it. Nobody should follow that. */
const DELETE_HINT = /^warn: Detected the following .* should be deleted/

/**
 * Runs the installed auth0-deploy-cli to its end and returns the lines it printed, without any value of `hide`
 * and without the client's secret. It sees no environment variable of ours, so that none can become a mapping, and its
 * configuration file is gone afterwards; when this process is killed, the tool ends and the next run removes the file.
 * @throws AUTH0_DEPLOY with its last lines, and what to do about them
 */
export async function runDeployCli(run: DeployCliRun): Promise<readonly string[]> {
  const configFile = join(run.workFolder, 'config.json')
  // An existing file would keep its mode.
  await rm(configFile, { force: true })
  await writeFile(configFile, JSON.stringify(deployConfig(run)), { mode: 0o600, flag: 'wx' })
  try {
    const args = [...run.command, '--config_file', configFile, '--env=false']
    return await runProgram(run.program ?? deployCliProgram(), args, run)
  } finally {
    await rm(configFile, { force: true })
  }
}

/** Deletes are off as JSON false: the text `false`, as an environment variable would give it, counts as true in places. */
function deployConfig({ access, includedOnly }: DeployCliRun) {
  return {
    AUTH0_DOMAIN: access.domain,
    AUTH0_CLIENT_ID: access.clientId,
    AUTH0_CLIENT_SECRET: access.clientSecret,
    AUTH0_ALLOW_DELETE: false,
    AUTH0_INCLUDED_ONLY: includedOnly,
    // Files come to it with their values filled in: the tool leaves a placeholder without value in lists as it is.
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {},
  }
}

function deployCliProgram(): string {
  const require = createRequire(import.meta.url)
  const packageFile = require.resolve('auth0-deploy-cli/package.json')
  const { bin }: { bin: Record<string, string> } = require(packageFile)
  return join(dirname(packageFile), bin['a0deploy'] ?? 'lib/index.js')
}

async function runProgram(
  program: string,
  args: readonly string[],
  run: DeployCliRun,
): Promise<readonly string[]> {
  const child = fork(program, args, {
    cwd: run.workFolder,
    env: certificateOf(run.access),
    // Our own loader and inspector are not its business.
    execArgv: ['--require', END_WITH_PARENT],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: RUN_MS_MAX,
    killSignal: 'SIGKILL',
    signal: run.signal,
  })
  const hidden = hiddenValues(run)
  const lines: string[] = []
  let isDeleteHint = false
  const keep = (line: string) => {
    const shown = blankValues(withoutStamp(line), hidden).trimEnd()
    if (ENTRY.test(shown)) isDeleteHint = DELETE_HINT.test(shown)
    if (shown === '' || isDeleteHint) return
    lines.push(shown)
    run.onLine?.(shown)
  }
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', keep)
  }
  const end = await new Promise<number | string>((settle) => {
    child.once('error', (error) => settle(error.name))
    child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown'))
  })
  if (end === 0) return lines
  throw failed(end, lines.slice(-LINES_KEPT).join('\n'))
}

/** The tool runs in a folder of its own, where a relative path would lead elsewhere. */
function certificateOf({ caFile }: TenantAccess): Readonly<Record<string, string>> {
  return caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: resolve(caFile) }
}

function withoutStamp(line: string): string {
  return stripVTControlCharacters(line).replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z - /, '')
}

/** Names of applications, which the tool prints as what it works on. */
const SHOWN = new Set(['CONNECTION_CLIENTS'])

function hiddenValues({ access, hide }: DeployCliRun): readonly HiddenValue[] {
  const hidden = Object.entries(hide).filter(([name]) => !SHOWN.has(name))
  const values = hidden.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((part) => typeof part === 'string')
      .map((part) => ({ name, value: part, isSecret: SECRET_PLACEHOLDERS.has(name) })),
  )
  const secret = { name: 'AUTH0_CLIENT_SECRET', value: access.clientSecret, isSecret: true }
  // Secrets first, so that a shorter value inside one does not break it up.
  return [secret, ...values.filter((one) => one.isSecret), ...values.filter((one) => !one.isSecret)]
}

function failed(end: number | string, output: string): PodlinkError {
  const how = typeof end === 'number' ? `exit code ${end}` : end
  const message = `auth0-deploy-cli failed (${how}). Its last lines:\n${output}`
  return new PodlinkError('AUTH0_DEPLOY', message, { fix: fixFor(end, output) })
}

function fixFor(end: number | string, output: string): string {
  if (end === 'SIGKILL') return 'It took more than ten minutes; deploy again when Auth0 answers.'
  if (/insufficient scope/i.test(output)) {
    return 'Grant the deploy client the missing scope of the Auth0 Management API, and deploy again.'
  }
  if (/access_denied|unauthorized|invalid_client/i.test(output)) {
    return 'Check domain, id and secret of the deploy client, and that it may use the Management API.'
  }
  if (/fetch failed|The request failed|ENOTFOUND|ECONNREFUSED|certificate/i.test(output)) {
    return 'Check the domain and the way to it, and deploy again.'
  }
  return 'Correct what the lines name and deploy again; steps that succeeded are repeated without harm.'
}
