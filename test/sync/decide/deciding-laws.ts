import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import type { World } from '../../../sync/decide/world.ts'
import { account, carryOut, employee, pair, planFor, user, world } from './build-world.ts'

const NAMES = [
  'John Doe',
  'john_doe',
  'Doe, John',
  'Jon Doe',
  'Maria Lopez',
  'Maria',
  'Ana Ruiz',
  '',
]
const ADDRESSES = [
  'john.doe@colorecommerce.us',
  'john.doe.hp@colorecommerce.us',
  'maria.lopez@colorecommerce.us',
  'maria@gmail.example',
  'hp.station@colorecommerce.us',
  null,
]
const EMPLOYEES = 5
const USERS = 6
const employeeIds = fc.integer({ min: 1, max: EMPLOYEES + 1 })
const userIds = fc.integer({ min: 1, max: USERS + 1 })
const accountIds = fc.constantFrom('auth0|a', 'auth0|b', 'auth0|c')
const text = { name: fc.constantFrom(...NAMES), email: fc.constantFrom(...ADDRESSES) }
const part = fc.constantFrom('Heat Press', 'Packing', null)

const employees = fc
  .array(
    fc.record({
      ...text,
      isActive: fc.boolean(),
      department: part,
      auth0UserId: fc.option(accountIds, { nil: null }),
      previousNames: fc.subarray(['John Smith', 'Maria Gomez']),
    }),
    { maxLength: EMPLOYEES },
  )
  .map((rows) =>
    rows.map((row, at) => employee(at + 1, row as Partial<ReturnType<typeof employee>>)),
  )
const users = fc
  .array(fc.record(text), { maxLength: USERS })
  .map((rows) => rows.map((row, at) => user(at + 1, { email: row.email, fullName: row.name })))
const mappings = fc
  .uniqueArray(fc.record({ userId: userIds, employeeId: employeeIds }), {
    selector: (row) => row.userId,
    maxLength: USERS,
  })
  .map((rows) => rows.map((row) => pair(row.userId, row.employeeId)))
const accounts = fc
  .uniqueArray(
    fc.record({
      id: accountIds,
      employeeId: fc.option(employeeIds, { nil: null }),
      status: fc.constantFrom('created', 'verified', 'pending', 'deleted'),
    }),
    { selector: (row) => row.id, maxLength: 3 },
  )
  .map((rows) => {
    const taken = new Set<number>()
    return rows.map(({ id, employeeId, status }) => {
      const isFree = employeeId !== null && !taken.has(employeeId)
      if (isFree) taken.add(employeeId)
      return account(id, { employeeId: isFree ? (employeeId as EmployeeId) : null, status })
    })
  })
const userDecisions = fc.array(
  fc
    .record({
      userId: userIds,
      employeeId: fc.option(employeeIds, { nil: null }),
      decision: fc.constantFrom('confirm', 'deny', 'not_a_person'),
    })
    .map((row) => ({
      podfactoryUserId: String(row.userId) as PodfactoryUserId,
      decision: row.decision,
      employeeId: row.employeeId as EmployeeId | null,
      reason: null,
    })),
  { maxLength: 3 },
)
const worlds: fc.Arbitrary<World> = fc
  .record({ employees, users, mappings, auth0Users: accounts, userDecisions })
  .map((parts) => world(parts))

/** What deciding keeps to in every world. */
export const DECIDING_LAWS: readonly {
  readonly name: string
  readonly law: fc.IProperty<unknown>
}[] = [
  {
    name: 'has nothing to do in the world that its own plan made',
    law: fc.property(worlds, (given) => {
      const after = carryOut(given, planFor(given))

      deepStrictEqual(planFor(after).changes, [])
    }),
  },
  {
    name: 'makes the same plan whatever the order of what it reads',
    law: fc.property(worlds, fc.boolean(), (given, isTurned) => {
      const seen = carryOut(given, isTurned ? planFor(given) : planFor(world()))
      const turned = {
        ...seen,
        users: seen.users.toReversed(),
        employees: seen.employees.toReversed(),
        facts: seen.facts.toReversed(),
        auth0Users: seen.auth0Users.toReversed(),
        mappings: seen.mappings.toReversed(),
        openReviews: seen.openReviews.toReversed(),
      }

      deepStrictEqual(planFor(turned), planFor(seen))
    }),
  },
  {
    name: 'moves or drops a stored pair only because a person said so',
    law: fc.property(worlds, (given) => {
      const answered = new Set(given.userDecisions.map((one) => one.podfactoryUserId))

      const touched = planFor(given).changes.flatMap((change) => {
        if (change.kind === 'remove_mapping') return [change.before.podfactoryUserId]
        const isMove =
          change.kind === 'put_mapping' &&
          change.before !== null &&
          change.before.employeeId !== change.mapping.employeeId
        return isMove ? [change.mapping.podfactoryUserId] : []
      })

      deepStrictEqual(
        touched.filter((id) => !answered.has(id)),
        [],
      )
    }),
  },
  {
    name: 'writes one history line at least beside every change but the first sight of an employee',
    law: fc.property(worlds, (given) => {
      const silent = planFor(given).changes.filter((change) => change.audit.length === 0)

      deepStrictEqual(
        silent.filter((change) => change.kind !== 'put_facts'),
        [],
      )
    }),
  },
]
