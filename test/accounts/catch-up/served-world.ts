import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildActions } from '../../../auth0-tenant/build-actions.ts'
import { type Child, runPodlink, startChild } from '../../../cli/sandbox/child-process.ts'
import type { Tenant } from '../../../sandbox/tenant/create-tenant.ts'
import { createLocalCertificate } from '../../../sandbox/tenant/certificate.ts'
import { serveTenant } from '../../../sandbox/tenant/serve-tenant.ts'
import { openTestStore, type TestStore } from '../../database/open-test-store.ts'
import { deployActions } from '../../sandbox/tenant/drive-tenant.ts'
import { newTenant } from '../../sandbox/tenant/new-tenant.ts'
import { SECRET } from '../../webhook/open-receiver.ts'
import { addWorkerClient, WORKER } from '../accounts-world.ts'

/** A tenant served over HTTPS with podlink's own Actions, and a database; podlink itself runs as processes of its own. */
export type ServedWorld = {
  readonly tenant: Tenant
  readonly test: TestStore
  /** `podlink serve`, always at the address that the Actions know. */
  readonly startReceiver: () => Promise<Child>
  readonly start: (...args: readonly string[]) => Child
  /** Runs `podlink <args> --json` to its end; a failure is thrown. */
  readonly podlink: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>
  readonly close: () => Promise<void>
}

export async function openServedWorld(): Promise<ServedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'podlink-world-'))
  const test = await openTestStore()
  const port = await freePort()
  const certificate = await createLocalCertificate(Date.now)
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, certificate.caCert)
  const { tenant, close } = await serveTenant({
    port: 0,
    certificate,
    build: (domain) => newTenant({ domain, now: Date.now }),
  })
  addWorkerClient(tenant)
  await deployOurActions(tenant, folder, `http://127.0.0.1:${port}`)
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: test.url,
    WEBHOOK_SECRETS: SECRET,
    RECEIVER_PORT: String(port),
    AUTH0_DOMAIN: tenant.domain,
    AUTH0_PLAN: 'enterprise',
    AUTH0_WORKER_CLIENT_ID: WORKER.id,
    AUTH0_WORKER_CLIENT_SECRET: WORKER.secret,
    NODE_EXTRA_CA_CERTS: caFile,
    LOG_LEVEL: 'warn',
  }
  const children: Child[] = []
  const start = (...args: readonly string[]) => {
    const child = startChild({ args, env, logFile: join(folder, `${args[0]}.log`) })
    children.push(child)
    return child
  }
  return {
    tenant,
    test,
    start,
    startReceiver: async () => {
      const child = start('serve')
      await child.ready
      return child
    },
    podlink: (...args) => runPodlink([...args, '--json'], env),
    close: async () => {
      for (const child of children) await child.stop()
      await close()
      await test.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function deployOurActions(tenant: Tenant, folder: string, url: string): Promise<void> {
  const secrets = [
    { name: 'RECEIVER_URL', value: url },
    { name: 'WEBHOOK_SECRET', value: SECRET },
    { name: 'BUDGET_MS', value: '3000' },
  ]
  const built = await buildActions({ outFolder: folder })
  const files = built.map(async ({ file, path }) => {
    const trigger = file === 'post-login' ? file : 'post-user-registration'
    return { name: file, trigger, code: await readFile(path, 'utf8'), secrets } as const
  })
  await deployActions(tenant, await Promise.all(files))
}

/** A port that nobody listens on now: the receiver comes back to the same one. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
