import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addActivities, fillLarge } from './apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from './apply/open-sync-lab.ts'

/** Activities of `fillLarge` and those added here: enough transactions that a kill always finds one still to come. */
const PEOPLE = 400
const ACTIVITIES_ADDED = 15_200

/** Rows that must be stored before a kill, and how much later it comes. After the last one forty transactions are left. */
const moments = fc.tuple(
  moment(0, 0, 150),
  moment(1, PEOPLE, 30),
  moment(PEOPLE + 1, PEOPLE + 1_500, 30),
  moment(PEOPLE + 1_501, PEOPLE + 3_000, 30),
)

function moment(rowsMin: number, rowsMax: number, delayMsMax: number) {
  const rows = fc.integer({ min: rowsMin, max: rowsMax })
  return fc.record({ rows, delayMs: fc.integer({ min: 0, max: delayMsMax }) })
}

async function openFilledLab(): Promise<SyncLab> {
  const lab = await openSyncLab()
  await fillLarge(lab)
  const rows = Array.from({ length: ACTIVITIES_ADDED }, (_, at) => {
    return [10_000 + at, 1001 + (at % PEOPLE), at] as const
  })
  await addActivities(lab, rows)
  return lab
}

function startSync(lab: SyncLab): ChildProcess {
  const args = ['--import', 'tsx', 'test/sync/sync-process.ts', lab.test.url, lab.podfactory.url]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function storedRows(lab: SyncLab): Promise<number> {
  const [row] = await lab.test.query(`SELECT
    (SELECT COUNT(*) FROM employee_podfactory_mapping) + (SELECT COUNT(*) FROM activity_logs) AS row_count`)
  return Number(row?.['row_count'])
}

/** Kills a sync as a power cut does, once it is at work and so many rows are stored. Returns the signal that ended it. */
async function killAt(lab: SyncLab, { rows, delayMs }: { rows: number; delayMs: number }) {
  const child = startSync(lab)
  const ended = once(child, 'exit')
  if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), ended])
  while (child.exitCode === null && (await storedRows(lab)) < rows) await sleep(1)
  await sleep(delayMs)
  child.kill('SIGKILL')
  const [, signal] = await ended
  return signal
}

describe('a sync whose process is killed again and again', () => {
  let undisturbed: SyncLab
  let killed: SyncLab
  beforeEach(async () => {
    undisturbed = await openFilledLab()
    killed = await openFilledLab()
  })
  afterEach(async () => {
    await undisturbed.close()
    await killed.close()
  })

  it('ends where an undisturbed one ends, with the history of an undisturbed one', async () => {
    const seed = randomInt(2 ** 31)
    const [drawn = []] = fc.sample(moments, { seed, numRuns: 1 })
    console.log(`killed-sync: seed ${seed}, kills ${JSON.stringify(drawn)}`)
    await undisturbed.run()

    for (const one of drawn) {
      expect(await killAt(killed, one)).toBe('SIGKILL')
      expect(await killed.test.query('SELECT name FROM leases')).toEqual([{ name: 'sync' }])
      expect(await killed.essence()).not.toEqual(await undisturbed.essence())
    }
    const [code] = await once(startSync(killed), 'exit')

    expect(code).toBe(0)
    expect(await storedRows(killed)).toBe(PEOPLE + 2 * PEOPLE + ACTIVITIES_ADDED)
    expect(await killed.essence()).toEqual(await undisturbed.essence())
    expect(
      await killed.test.query(
        'SELECT status, error_code, COUNT(*) AS runs FROM runs GROUP BY status, error_code ORDER BY error_code',
      ),
    ).toEqual([
      { status: 'succeeded', error_code: null, runs: 1 },
      { status: 'failed', error_code: 'STORE_LEASE_LOST', runs: drawn.length },
    ])
    expect(await killed.test.query('SELECT name FROM leases')).toEqual([])
  })
})
