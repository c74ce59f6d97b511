import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { PodlinkError } from '../../kernel/errors.ts'
import { generateRoster } from '../../sandbox/roster/generate-roster.ts'
import { checksumTables } from '../../store/checksum-tables.ts'
import { openStore, type Store } from '../../store/open-store.ts'
import { readOverview } from '../../store/read-overview.ts'
import { findEmployeesWithoutAccount, readEmployees } from '../../store/tables/employees.ts'
import { reading } from '../../store/transaction.ts'
import { runPodlink } from './child-process.ts'
import { livePeople, type PeopleStory } from './people-story.ts'
import type { Stages } from './stages.ts'
import type { Summary, SyncFigures } from './summary.ts'
import { CLAIMS_NAMESPACE, type World } from './world.ts'

/** The sample company: the same people every time. */
export function sampleCompany(now: Date) {
  return generateRoster({
    seed: 20_251_214,
    employees: 400,
    startAt: new Date(now.getTime() - 7 * 86_400_000),
  })
}

const ACCOUNTS = 100
const LOGINS = 40
const SIGN_UPS = 8
/** A hundred accounts take about 15 s within the budget of the sandbox’s plan. */
const WORKER_WAIT_MS = 240_000

/** The main job on a running world, from employees without accounts to a second sync that changes nothing. */
export async function playDemo(
  world: World,
  stages: Stages,
  signal: AbortSignal,
): Promise<Omit<Summary, 'next' | 'totalMs' | 'pageUrl'>> {
  const store = openStore({ url: world.databases.databaseUrl, connectionsMax: 4 })
  try {
    await stages.run(`${ACCOUNTS} accounts`, async () => {
      await runPodlink(
        ['provision', '--missing', '--limit', String(ACCOUNTS), '--apply', '--json'],
        world.env,
      )
      await untilWorkerIdle(store, signal)
    })
    const people = await stages.run('people', () => morning(world, store))
    const firstSync = await stages.run('sync', () => sync(world))
    await stages.run('write back', () => untilQuiet(world, store, signal))
    const before = await checksumTables(store)
    const secondSync = await stages.run('second sync', () => sync(world))
    const after = await checksumTables(store)
    return {
      databaseUrl: world.databases.databaseUrl,
      podfactoryDatabaseUrl: world.databases.podfactoryUrl,
      receiverUrl: world.receiverUrl,
      tenantDomain: world.tenantDomain,
      outcomes: {
        matched: secondSync.matched,
        review: secondSync.review,
        unmatched: secondSync.unmatched,
        sharedAccounts: secondSync.sharedAccounts,
      },
      firstSync,
      secondSync,
      tablesChangedBySecondSync: Object.keys(after).filter(
        (table) => after[table] !== before[table],
      ),
      people,
      tables: await readOverview(store),
      isPodfactoryReadOnly: world.databases.isLimited,
      stages: stages.times(),
    }
  } finally {
    await store.close()
  }
}

async function morning(world: World, store: Store): Promise<PeopleStory> {
  const employees = await reading(store, (db) => readEmployees(db, store.columns))
  const [impersonated, ...withoutAccount] = await reading(store, (db) =>
    findEmployeesWithoutAccount(db, store.columns, SIGN_UPS + 1),
  )
  if (impersonated === undefined) throw new TypeError('the sample company has too few employees')
  const story = await livePeople(world.door, world.mailbox, {
    withAccount: employees.filter((employee) => employee.auth0UserId !== null).slice(0, LOGINS),
    withoutAccount,
    impersonated,
    claim: `${CLAIMS_NAMESPACE}employee_id`,
  })
  await world.settle()
  return story
}

async function sync(world: World): Promise<SyncFigures> {
  const report = await runPodlink(['sync', '--apply', '--json'], world.env)
  const figures = report['figures'] as Record<string, number>
  const count = (name: string) => figures[name] ?? 0
  return {
    users: count('users'),
    matched: count('matched'),
    review: count('review'),
    unmatched: count('unmatched'),
    sharedAccounts: count('sharedAccounts'),
    changes:
      count('mappingsWritten') +
      count('reviewsOpened') +
      count('reviewsClosed') +
      count('metadataJobs') +
      count('activitiesImported'),
  }
}

/** What the worker writes comes back as events of Auth0's streams, which can give it more to do. */
async function untilQuiet(world: World, store: Store, signal: AbortSignal): Promise<void> {
  for (;;) {
    await untilWorkerIdle(store, signal)
    await world.settle()
    const { jobs } = await readOverview(store)
    if ((jobs['ready'] ?? 0) === 0) return
  }
}

async function untilWorkerIdle(store: Store, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + WORKER_WAIT_MS
  for (;;) {
    const { jobs } = await readOverview(store)
    if ((jobs['ready'] ?? 0) === 0) return
    if (performance.now() > deadline) {
      throw new PodlinkError('SANDBOX_FAILED', `The worker left ${jobs['ready']} jobs undone.`, {
        fix: 'Its log lies in .podlink/, in the folder of this world, as worker.log.',
        details: { ready: jobs['ready'] ?? 0 },
      })
    }
    await sleep(200, undefined, { signal })
  }
}
