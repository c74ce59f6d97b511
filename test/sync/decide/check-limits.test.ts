import { describe, expect, it } from 'vitest'
import type { EmployeeId } from '../../../kernel/ids.ts'
import { checkLimits, DEFAULT_SYNC_LIMITS, LIMIT_NAMES } from '../../../sync/decide/check-limits.ts'
import type { World } from '../../../sync/decide/world.ts'
import { carryOut, employee, NOW, pair, planFor, user, world } from './build-world.ts'

const people = Array.from({ length: 100 }, (_, at) => {
  const name = `Given${String.fromCharCode(97 + (at % 26))} Family${String.fromCharCode(97 + Math.floor(at / 26))}`
  return { id: at + 1, name, email: `${name.toLowerCase().replace(' ', '.')}@colorecommerce.us` }
})
const given = world({
  employees: people.map(({ id, name, email }) => employee(id, { name, email })),
  users: people.map(({ id, name, email }) => user(id, { fullName: name, email })),
  lastGoodRun: { startedAt: NOW, users: 100, employees: 100, stale: 0 },
  newestActivityId: 900,
  activityCursor: 900,
})
const good = carryOut(given, planFor(given))

function broken(change: Partial<World>, allow: readonly string[] = []): readonly string[] {
  const seen = { ...good, ...change }
  const limits = DEFAULT_SYNC_LIMITS
  return checkLimits({ world: seen, plan: planFor(seen), limits, allow }).map((one) => one.limit)
}

describe('checkLimits', () => {
  it('lets an ordinary day pass', () => {
    expect(broken({})).toEqual([])
    expect(
      broken({ users: good.users.slice(0, 80), employees: good.employees.slice(0, 80) }),
    ).toEqual([])
  })

  it('stops when one user less than the share is left', () => {
    expect(broken({ users: good.users.slice(0, 79) })).toEqual([
      'users-shrunk',
      'mapped-users-gone',
    ])
  })

  it('stops at an empty PodFactory and at an empty employees table, however low the share', () => {
    const limits = { ...DEFAULT_SYNC_LIMITS, usersKeptMin: 0, employeesKeptMin: 0 }
    const empty = { ...good, users: [], employees: [], lastGoodRun: null }

    const found = checkLimits({ world: empty, plan: planFor(empty), limits, allow: [] })

    expect(found.map((one) => one.limit)).toContain('users-shrunk')
    expect(found.map((one) => one.limit)).toContain('employees-shrunk')
  })

  it('stops the first run of all at nobody, and lets anybody pass', () => {
    const first = world({ employees: [employee(1)], users: [user(1)] })
    const limitsOf = (change: Partial<World>) =>
      checkLimits({
        world: { ...first, ...change },
        plan: planFor({ ...first, ...change }),
        limits: DEFAULT_SYNC_LIMITS,
        allow: [],
      })

    expect(limitsOf({})).toEqual([])
    expect(limitsOf({ users: [] })).toMatchObject([{ limit: 'users-shrunk', found: 0, bound: 1 }])
    expect(limitsOf({ employees: [] })).toMatchObject([
      { limit: 'employees-shrunk', found: 0, bound: 1 },
    ])
  })

  it('measures by the stored pairs while no run has succeeded', () => {
    expect(broken({ users: good.users.slice(0, 50), lastGoodRun: null })).toContain('users-shrunk')
  })

  it('stops when the users are others although they are as many', () => {
    const users = good.users.map((one, at) => user(at + 5_000, { ...one, id: user(at + 5_000).id }))

    expect(broken({ users })).toEqual(['mapped-users-gone'])
  })

  it('does not count again who was gone in the last good run', () => {
    const lastGoodRun = { startedAt: NOW, users: 60, employees: 100, stale: 40 }

    expect(broken({ users: good.users.slice(0, 60), lastGoodRun })).toEqual([])
  })

  it('stops when the employees shrink', () => {
    expect(broken({ employees: good.employees.slice(0, 79) })).toContain('employees-shrunk')
  })

  it('stops when PodFactory has older activities only', () => {
    expect(broken({ newestActivityId: 899 })).toEqual(['activities-shrunk'])
  })

  it('stops when more links move than both count and share allow', () => {
    const moveTo = (count: number) =>
      good.mappings.slice(0, count).map((one) => ({
        podfactoryUserId: one.podfactoryUserId,
        employeeId: ((one.employeeId % 100) + 1) as EmployeeId,
        reason: 'season',
      }))

    expect(broken({ specialMappings: moveTo(20) })).toEqual([])
    expect(broken({ specialMappings: moveTo(21) })).toEqual(['links-moved'])
  })

  it('stops when the rules suddenly contradict many links', () => {
    const mappings = good.mappings.map((one) =>
      pair(Number(one.podfactoryUserId), (one.employeeId % 100) + 1),
    )

    expect(broken({ mappings })).toEqual(['links-contradicted'])
  })

  it('lets pass what a person allows by name, and nothing else', () => {
    const cut = { users: good.users.slice(0, 10), newestActivityId: 1 }

    expect(broken(cut, ['users-shrunk', 'mapped-users-gone'])).toEqual(['activities-shrunk'])
    expect(broken(cut, LIMIT_NAMES)).toEqual([])
  })

  it('says what was found, what would have passed and how to allow it', () => {
    const cut = { ...good, users: good.users.slice(0, 79) }

    const [breach] = checkLimits({
      world: cut,
      plan: planFor(cut),
      limits: DEFAULT_SYNC_LIMITS,
      allow: [],
    })

    expect(breach).toEqual({
      limit: 'users-shrunk',
      found: 79,
      bound: 80,
      explanation: '79 users in PodFactory, at least 80 expected',
      toAllow: '--allow users-shrunk',
    })
  })
})
