import { randomUUID } from 'node:crypto'
import { openAuth0 } from '../../accounts/auth0-client.ts'
import { DEFAULT_RETRY } from '../../accounts/back-off.ts'
import { runWorker } from '../../accounts/worker.ts'
import { createLogger } from '../../kernel/log.ts'
import { openStore } from '../../store/open-store.ts'
import { AMPLE_BUDGET, CONNECTION, TENANT_DOMAIN, WORKER } from './accounts-world.ts'

/** A worker of its own, for tests that kill it: the database and the tenant's address come as arguments. */
const [, , databaseUrl = '', tenantUrl = ''] = process.argv
const auth0 = await openAuth0({
  domain: TENANT_DOMAIN,
  clientId: WORKER.id,
  clientSecret: WORKER.secret,
  requestTimeoutMs: 5_000,
  fetch: async (input, init) => {
    const request = new Request(input, init)
    return fetch(request.url.replace(`https://${TENANT_DOMAIN}`, tenantUrl), init)
  },
})
const store = openStore({ url: databaseUrl })
process.stdout.write('ready\n')
await runWorker(
  {
    store,
    auth0,
    budget: AMPLE_BUDGET,
    retry: { ...DEFAULT_RETRY, firstWaitMs: 50 },
    profile: 'minimal',
    suffixes: [],
    companyDomains: [],
    connection: CONNECTION,
    connectionsAllowed: [CONNECTION],
    recordReads: async (reads) => ({ recorded: 0, unchanged: reads.length }),
    now: () => new Date(),
    newId: randomUUID,
    random: Math.random,
    log: createLogger({ part: 'worker', level: 'warn' }),
  },
  {
    signal: new AbortController().signal,
    claimLimit: 4,
    leaseMs: 1_500,
    idleMs: 50,
    untilIdle: true,
  },
)
await store.close()
