import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalCertificate } from '../../../sandbox/tenant/certificate.ts'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import type { RequestEntry } from '../../../sandbox/tenant/core/request-log.ts'
import { serveTenant } from '../../../sandbox/tenant/serve-tenant.ts'
import { deployClient, newTenant } from './new-tenant.ts'
import { newReceiver } from './receiver.ts'

/** One run of the command: how it ended, all it printed and what it asked the tenant. */
export type Run = {
  readonly code: number | null
  readonly output: string
  readonly requests: readonly RequestEntry[]
}

export type Workplace = {
  readonly tenant: Tenant
  readonly folder: string
  /** Writes a configuration file; `settings` come on top of address and credentials. */
  readonly configure: (name: string, settings: Readonly<Record<string, unknown>>) => Promise<void>
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>
  /** Runs the unmodified command as a user would. */
  readonly run: (...args: readonly string[]) => Promise<Run>
  readonly close: () => Promise<void>
}

const command = join(import.meta.dirname, '../../../node_modules/auth0-deploy-cli/lib/index.js')

function runCommand(folder: string, args: readonly string[]): Promise<Omit<Run, 'requests'>> {
  const child = spawn(process.execPath, [command, ...args, '--env=false'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, output }))
  })
}

/**
 * A folder of its own and a tenant served over HTTPS, whose drafts take half a second to build and whose streams end in
 * this process.
 */
export async function newWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'tenant-deploy-'))
  const certificate = await createLocalCertificate(Date.now)
  const { fetch } = newReceiver()
  const served = await serveTenant({
    port: 0,
    certificate,
    build: (domain) => newTenant({ domain, now: Date.now, actionBuildMs: 500, fetch }),
  })
  const { tenant } = served
  const write: Workplace['write'] = async (files) => {
    await Promise.all(
      Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
    )
  }
  await write({ 'ca.pem': certificate.caCert })
  return {
    tenant,
    folder,
    write,
    configure: (name, settings) => {
      const { clientId: AUTH0_CLIENT_ID, clientSecret: AUTH0_CLIENT_SECRET } = deployClient
      const address = { AUTH0_DOMAIN: tenant.domain, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET }
      return write({ [name]: JSON.stringify({ ...address, ...settings }) })
    },
    run: async (...args) => {
      const seen = tenant.requestLog.entries.length
      const ended = await runCommand(folder, args)
      return { ...ended, requests: tenant.requestLog.entries.slice(seen) }
    },
    close: async () => {
      await served.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Assets = Readonly<Record<string, unknown>>

/** A tenant file as auth0-deploy-cli's own YAML parser reads it once `@@…@@` is replaced. */
export async function readTenantFile(
  file: string,
  mappings: Readonly<Record<string, string>> = {},
): Promise<Assets> {
  const cli = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const yaml: { load: (text: string) => unknown } = createRequire(cli)('js-yaml')
  const text = await readFile(file, 'utf8')
  const filled = text.replaceAll(/@@(\w+)@@/g, (_all, name: string) =>
    JSON.stringify(mappings[name]),
  )
  return yaml.load(filled) as Assets
}
