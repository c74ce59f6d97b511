import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../../store/open-reader.ts'
import { openStore } from '../../store/open-store.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { runSync } from '../../sync/run-sync.ts'
import { openPodfactorySource } from '../../sync/source/podfactory-source.ts'
import type { SyncDeps } from '../../sync/sync-deps.ts'

/**
 * A sync of its own, for tests that kill it: both databases come as arguments. It waits until the lease of a killed one
 * has run out, and prints a line when it is at work itself.
 */
const [, , databaseUrl = '', podfactoryUrl = ''] = process.argv
const store = openStore({ url: databaseUrl })
const reader = openReader(podfactoryUrl)
let isAtWork = false
const deps: SyncDeps = {
  store,
  source: openPodfactorySource(reader),
  profile: 'rich',
  suffixes: ['shp', 'hp'],
  matchSettings: defaultMatchSettings,
  leaseMs: 1_500,
  now: () => new Date(),
  clockMs: () => performance.now(),
  newId: randomUUID,
  log: { info: () => undefined, warn: () => undefined },
  onStage: () => {
    if (!isAtWork) process.stdout.write('at work\n')
    isAtWork = true
  },
}
const options = { apply: true, allow: [] }
let outcome = await runSync(deps, options)
while (outcome.kind === 'busy') {
  await sleep(100)
  outcome = await runSync(deps, options)
}
await reader.close()
await store.close()
process.exitCode = outcome.kind === 'done' ? 0 : 3
