import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAuth0 } from '../../../accounts/auth0-client.ts'
import { catchUp } from '../../../accounts/catch-up/catch-up.ts'
import { openStore } from '../../../store/open-store.ts'
import { recordLogs } from '../../../webhook/record-logs.ts'
import { recordReads } from '../../../webhook/record-read.ts'
import { receiverDeps } from '../../webhook/open-receiver.ts'
import { AMPLE_BUDGET, TENANT_DOMAIN, WORKER } from '../accounts-world.ts'

/**
 * A catch-up of its own, for tests that kill it: the database and the tenant's address come as arguments. It waits until
 * the lease of a killed one has run out, and ends once it has caught up.
 */
const [, , databaseUrl = '', tenantUrl = ''] = process.argv
const passOn: typeof fetch = (input, init) => {
  const request = new Request(input, init)
  return fetch(request.url.replace(`https://${TENANT_DOMAIN}`, tenantUrl), init)
}
const store = openStore({ url: databaseUrl })
const deps = receiverDeps(store, { now: () => new Date() })
const run = async () =>
  catchUp(
    {
      store,
      auth0: await openAuth0({
        domain: TENANT_DOMAIN,
        clientId: WORKER.id,
        clientSecret: WORKER.secret,
        requestTimeoutMs: 5_000,
        fetch: passOn,
      }),
      budget: AMPLE_BUDGET,
      retry: { attemptsMax: 3, ageMaxMs: 0, firstWaitMs: 50, waitMaxMs: 1_000 },
      fetch: passOn,
      recordReads: recordReads(deps),
      recordLogs: recordLogs(deps, 'catch_up'),
      leaseMs: 1_500,
      pollMs: 20,
      now: () => new Date(),
      newId: randomUUID,
      random: Math.random,
      log: { info: () => undefined, warn: () => undefined },
      signal: new AbortController().signal,
    },
    { withAccounts: true, allow: [] },
  )
let outcome = await run()
while (outcome.kind === 'busy') {
  await sleep(100)
  outcome = await run()
}
await store.close()
process.exitCode = outcome.kind === 'done' ? 0 : 3
