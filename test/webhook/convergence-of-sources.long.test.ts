import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { expectConvergenceOfSources } from './converging-sources.ts'

let database: TestStore
beforeAll(async () => {
  database = await openTestStore()
})
afterAll(() => database.close())

test('10,000 random histories of three sources, cut, doubled and out of order, are the same once caught up', async () => {
  await expectConvergenceOfSources(database, { numRuns: 10_000 })

  expect(await database.query('SELECT * FROM dead_letters')).toEqual([])
})
