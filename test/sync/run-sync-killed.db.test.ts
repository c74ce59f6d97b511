import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PodfactorySource } from '../../sync/source/podfactory-source.ts'
import type { Progress } from '../../sync/sync-deps.ts'
import { addActivities, fillLarge, fillSmall } from './apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from './apply/open-sync-lab.ts'

const KILLED = new Error('killed')

/** Dies when `when` holds for the first time. */
function dieWhen(when: (progress: Progress) => boolean): (progress: Progress) => void {
  return (progress) => {
    if (when(progress)) throw KILLED
  }
}

/** Gives pages of 100 activities and dies before page `page`. */
function dyingSource(source: PodfactorySource, page: number): PodfactorySource {
  return {
    ...source,
    async *readActivities(range) {
      let given = 0
      for await (const rows of source.readActivities(range)) {
        for (let start = 0; start < rows.length; start += 100) {
          if (given === page) throw KILLED
          given += 1
          yield rows.slice(start, start + 100)
        }
      }
    },
  }
}

describe('a sync that was killed and started again', () => {
  let undisturbed: Awaited<ReturnType<SyncLab['essence']>>
  let lab: SyncLab
  beforeAll(async () => {
    const other = await openSyncLab()
    await fillLarge(other)
    await other.run()
    undisturbed = await other.essence()
    await other.close()
  })
  beforeEach(async () => {
    lab = await openSyncLab()
    await fillLarge(lab)
  })
  afterEach(() => lab.close())

  it.each([1, 2])('ends as an undisturbed one when it died after batch %i', async (batch) => {
    let stored = 0
    const onStage = dieWhen(({ stage, done }) => {
      if (stage === 'apply' && done > 0) stored += 1
      return stored === batch
    })

    await expect(lab.run({}, { onStage })).rejects.toThrow(KILLED)

    const half = await lab.essence()
    expect(undisturbed['activity_logs']).toHaveLength(800)
    expect(half).not.toEqual(undisturbed)
    expect(half['employee_podfactory_mapping']?.length).toBeGreaterThan(0)
    await lab.run()
    expect(await lab.essence()).toEqual(undisturbed)
  })

  it.each([0, 3, 7])('imports every activity once when it died before page %i', async (page) => {
    const source = dyingSource(lab.deps.source, page)

    await expect(lab.run({}, { source })).rejects.toThrow(KILLED)

    expect((await lab.essence())['activity_logs']).toHaveLength(page * 100)
    await lab.run()
    expect(await lab.essence()).toEqual(undisturbed)
  })

  it('reads the whole history of users it linked, although it died before their work came in', async () => {
    await lab.run()
    const { schema } = lab.podfactory
    await lab.test.query(
      `INSERT INTO \`${schema}\`.users VALUES (5000, NULL, 'Zoe Quinn Zhou', NULL, NULL)`,
    )
    await addActivities(lab, [
      [2_500, 5000, 9],
      [90_000, 1001, 1],
    ])
    await lab.run()
    await lab.test.query("INSERT INTO employees (id, name) VALUES (5000, 'Zoe Quinn Zhou')")

    await expect(lab.run({}, { source: dyingSource(lab.deps.source, 0) })).rejects.toThrow(KILLED)
    expect(
      await lab.test.query('SELECT quantity FROM activity_logs WHERE employee_id = 5000'),
    ).toEqual([])
    await lab.run()

    expect(
      await lab.test.query('SELECT rule FROM employee_podfactory_mapping WHERE employee_id = 5000'),
    ).toHaveLength(1)
    expect(
      await lab.test.query('SELECT quantity FROM activity_logs WHERE employee_id = 5000'),
    ).toEqual([{ quantity: 9 }])
  })
})

describe('the lease of a sync', () => {
  let lab: SyncLab
  beforeEach(async () => {
    lab = await openSyncLab()
    await fillSmall(lab)
    await lab.test.query(
      "INSERT INTO runs (id, kind, status, started_at) VALUES ('dead', 'sync', 'running', '2026-01-01')",
    )
  })
  afterEach(() => lab.close())

  it('keeps the next one waiting while it lasts', async () => {
    await lab.test.query(
      "INSERT INTO leases VALUES ('sync', 'dead', UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)",
    )

    expect(await lab.run()).toEqual({ kind: 'busy', since: new Date('2026-01-01T00:00:00.000Z') })

    expect(await lab.test.query('SELECT status FROM runs')).toEqual([{ status: 'running' }])
  })

  it('passes on when it has run out, and the dead run is closed as failed', async () => {
    await lab.test.query(
      "INSERT INTO leases VALUES ('sync', 'dead', UTC_TIMESTAMP(6) - INTERVAL 1 SECOND)",
    )

    expect((await lab.run()).kind).toBe('done')

    expect(await lab.test.query("SELECT status, error_code FROM runs WHERE id = 'dead'")).toEqual([
      { status: 'failed', error_code: 'STORE_LEASE_LOST' },
    ])
    expect(await lab.test.query('SELECT * FROM leases')).toEqual([])
  })

  it('is given back after a failure, which stays on record', async () => {
    const source = { ...lab.deps.source, readUsers: () => Promise.reject(KILLED) }

    await expect(lab.run({}, { source })).rejects.toThrow(KILLED)

    expect(await lab.test.query('SELECT * FROM leases')).toEqual([])
    expect(await lab.test.query("SELECT status, error_code FROM runs WHERE id <> 'dead'")).toEqual([
      { status: 'failed', error_code: 'INTERNAL' },
    ])
  })
})
