import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provision } from '../../accounts/provision.ts'
import { openWorld, type World } from './accounts-world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const ask = (request: Partial<Parameters<typeof provision>[1]> = {}) =>
  provision(world.deps, { limit: 100, apply: true, actor: 'cli:test', ...request })
const counts = async () => {
  const [row] = await world.test.query(`SELECT
    (SELECT COUNT(*) FROM account_jobs) AS jobs, (SELECT COUNT(*) FROM review_cases) AS questions,
    (SELECT COUNT(*) FROM auth0_employee_mapping_audit) AS history`)
  return row
}

describe('provisioning', () => {
  it('shows what it would do and stores nothing unless told to', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.addEmployee({ id: 2, name: 'C D', email: null })

    const outcome = await ask({ apply: false })

    expect(outcome).toMatchObject({
      kind: 'planned',
      plan: {
        accounts: [{ employeeId: 1, auth0UserId: 'auth0|podlink-1-1', generation: 1 }],
        questions: [{ employeeId: 2, reason: 'no_email', isNew: true }],
      },
    })
    expect(await counts()).toEqual({ jobs: 0, questions: 0, history: 0 })
  })

  it('asks once for whom it asked already', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.addEmployee({ id: 2, name: 'C D', email: 'n/a' })
    await Promise.all([ask(), ask()])
    const before = await counts()

    const again = await ask()

    expect(again.plan).toMatchObject({ accounts: [], underWay: 1 })
    expect(before).toMatchObject({ jobs: 1, questions: 1 })
    expect(await counts()).toEqual(before)
  })

  it('asks a person about employees who share an address, a station suffix aside', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.addEmployee({ id: 2, name: 'A Bee', email: 'A.B.hp@colorecommerce.us' })
    await world.addEmployee({ id: 3, name: 'Gone', email: 'a.b@colorecommerce.us', is_active: 0 })

    const { plan } = await ask()

    expect(plan.accounts).toEqual([])
    expect(plan.questions).toMatchObject([
      { employeeId: 1, reason: 'shared_address', sharedWith: [2] },
      { employeeId: 2, reason: 'shared_address', sharedWith: [1] },
    ])
    const [question] = await world.test.query('SELECT candidates FROM review_cases ORDER BY id')
    expect(JSON.parse(String(question?.['candidates']))).toEqual([
      { employeeId: 2, instruction: expect.stringContaining('--include-reviewed --apply') },
    ])
  })

  it('is refused while the kill switch stands', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.test.query(
      "INSERT INTO settings SET name = 'provisioning', value = 'off', changed_by = 'test', changed_at = NOW()",
    )

    const outcome = await ask()

    expect(outcome.kind).toBe('refused')
    expect(await counts()).toEqual({ jobs: 0, questions: 0, history: 0 })
  })

  it('leaves alone whom a person is asked about, unless told to take them up again', async () => {
    await world.addEmployee({ id: 1, name: 'A B', email: 'a.b@colorecommerce.us' })
    await world.addEmployee({ id: 2, name: 'C D', email: 'c.d@colorecommerce.us' })
    await world.test.query(
      "INSERT INTO review_cases SET kind = 'account', subject = '1', status = 'open', open_key = 'account:1', reason = 'address_taken', candidates = '[]', opened_at = NOW()",
    )

    const first = await ask({ limit: 1 })
    const second = await ask({ includesReviewed: true })

    expect(first.plan).toMatchObject({ accounts: [{ employeeId: 2 }], inReview: 1, left: 0 })
    expect(second.plan).toMatchObject({ accounts: [{ employeeId: 1 }], inReview: 0 })
  })

  it('goes on where the limit stopped it', async () => {
    for (const id of [1, 2, 3]) {
      await world.addEmployee({ id, name: `E ${id}`, email: `e${id}@colorecommerce.us` })
    }

    const first = await ask({ limit: 2 })
    const second = await ask({ limit: 2 })

    expect(first.plan).toMatchObject({ accounts: [{ employeeId: 1 }, { employeeId: 2 }], left: 1 })
    expect(second.plan).toMatchObject({ accounts: [{ employeeId: 3 }], underWay: 2, left: 0 })
  })
})
