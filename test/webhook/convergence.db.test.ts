import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { expectConvergence } from './converging-histories.ts'

let database: TestStore
beforeAll(async () => {
  database = await openTestStore()
})
afterAll(() => database.close())

// 10,000 histories: convergence.long.test.ts.
test('500 random histories, out of order, doubled and all at once, end in the same facts', async () => {
  await expectConvergence(database, { numRuns: 500 })

  expect(await database.query('SELECT * FROM dead_letters')).toEqual([])
}, 300_000)
