import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { expectConvergence } from './converging-histories.ts'

let database: TestStore
beforeAll(async () => {
  database = await openTestStore()
})
afterAll(() => database.close())

test('10,000 random histories, out of order, doubled and all at once, end in the same facts', async () => {
  await expectConvergence(database, { numRuns: 10_000 })

  expect(await database.query('SELECT * FROM dead_letters')).toEqual([])
})
