import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Auth0UserId, EmployeeId, JobId } from '../../kernel/ids.ts'
import { enqueueJobs } from '../../store/tables/account-jobs.ts'
import { findAuth0User } from '../../store/tables/auth0-user-mapping.ts'
import { findEmployees } from '../../store/tables/employees.ts'
import { inTransaction, reading } from '../../store/transaction.ts'
import { decideAccount } from '../../sync/decide/decide-account.ts'
import { factsOf } from '../../sync/decide/decide-facts.ts'
import { openWorld, type World } from './accounts-world.ts'

const JANE = 1 as EmployeeId
const ID = 'auth0|podlink-1-1' as Auth0UserId
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.addEmployee({ id: JANE, name: 'Jane Roe', email: 'Jane.Roe.HP@colorecommerce.us' })
  await world.provisionAll()
  await world.work({}, { profile: 'rich' })
})
afterEach(() => world.close())

/** What a sync would ask of the worker for Jane's account now. */
function nextWish() {
  const { store } = world.deps
  return reading(store, async (db) => {
    const [employee] = await findEmployees(db, store.columns, [JANE])
    const account = await findAuth0User(db, ID)
    if (employee === undefined || account === null) throw new Error('Jane has no account')
    return decideAccount({
      account,
      employee,
      facts: factsOf(employee, undefined),
      mappings: [],
      rules: { ...world.deps, profile: 'rich' },
      stamp: { runId: null, now: new Date() },
    })
  })
}

async function update(deps: Parameters<World['work']>[1] = {}) {
  const job = {
    id: randomUUID() as JobId,
    kind: 'update_metadata' as const,
    employeeId: JANE,
    auth0UserId: ID,
    generation: 1,
    payload: {},
    openKey: null,
    runId: null,
  }
  await inTransaction(world.test.store, (db) => enqueueJobs(db, [job], new Date()))
  return world.work({}, { profile: 'rich', ...deps })
}

const cases = () => world.test.query('SELECT reason, status, closed_because FROM review_cases')

describe('what a sync wants of an account', () => {
  it('is what the worker wrote, even when the employee’s address carries a station suffix', async () => {
    expect(world.tenant.state.users.get(ID)?.email).toBe('jane.roe@colorecommerce.us')
    expect(await nextWish()).toBeNull()
  })

  it('is asked for again after a job for it was given up, and the question ends with its success', async () => {
    const passOn = world.intercept
    world.intercept = async ({ path }, send) =>
      path === '/oauth/token' ? send() : new Response('{}', { status: 503 })
    const outage = await update({ retry: { ...world.deps.retry, attemptsMax: 2 } })

    expect(outage).toMatchObject({ failed: 1 })
    expect(await nextWish()).toMatchObject({ jobKey: expect.stringContaining(ID) })
    expect(await cases()).toMatchObject([{ reason: 'metadata_failed', status: 'open' }])

    world.intercept = passOn
    await update()

    expect(await cases()).toMatchObject([{ status: 'closed', closed_because: 'succeeded' }])
    const closed = "SELECT reason FROM auth0_employee_mapping_audit WHERE action = 'review_closed'"
    expect(await world.test.query(closed)).toEqual([{ reason: 'succeeded' }])
  })
})
