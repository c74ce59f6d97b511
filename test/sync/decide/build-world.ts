import type { Auth0UserId, EmployeeId, PodfactoryUserId, RunId } from '../../../kernel/ids.ts'
import type { Auth0User } from '../../../store/tables/auth0-user-mapping.ts'
import type { PodfactoryMapping } from '../../../store/tables/employee-podfactory-mapping.ts'
import type { Employee } from '../../../store/tables/employees.ts'
import { decide } from '../../../sync/decide/decide.ts'
import type { MetadataRules } from '../../../sync/decide/decide-account.ts'
import type { Plan } from '../../../sync/decide/plan.ts'
import { toMatchInput } from '../../../sync/decide/to-match-input.ts'
import type { World } from '../../../sync/decide/world.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'

export const NOW = new Date('2026-01-05T08:00:00.000Z')
export const RULES: MetadataRules = {
  profile: 'minimal',
  suffixes: ['hp', 'pack'],
  companyDomains: ['colorecommerce.us'],
}

export function employee(id: number, overrides: Partial<Employee> = {}): Employee {
  return {
    id: id as EmployeeId,
    name: 'John Doe',
    email: 'john.doe@colorecommerce.us',
    auth0UserId: null,
    isActive: true,
    department: 'Heat Press',
    roleCode: 'associate',
    previousNames: [],
    ...overrides,
  }
}

export function user(id: number | string, overrides: Partial<UserRecord> = {}): UserRecord {
  return {
    id: String(id) as PodfactoryUserId,
    email: 'john.doe.hp@colorecommerce.us',
    fullName: 'John Doe',
    userRole: 'operator',
    actions: ['In Production'],
    ...overrides,
  }
}

export function account(id: string, overrides: Partial<Auth0User> = {}): Auth0User {
  return {
    auth0UserId: id as Auth0UserId,
    employeeId: null,
    email: null,
    isEmailVerified: true,
    connection: 'Username-Password-Authentication',
    lastLogin: null,
    createdAt: NOW,
    status: 'verified',
    podlinkRev: 0,
    enrichment: null,
    matchedBy: null,
    linkRule: null,
    profileAt: null,
    profileDeliveryId: null,
    deletedAt: null,
    metadataWanted: null,
    ...overrides,
  }
}

export function pair(
  userId: number,
  employeeId: number,
  overrides: Partial<PodfactoryMapping> = {},
): PodfactoryMapping {
  return {
    podfactoryUserId: String(userId) as PodfactoryUserId,
    employeeId: employeeId as EmployeeId,
    podfactoryEmail: 'john.doe.hp@colorecommerce.us',
    fullName: 'John Doe',
    matchedBy: 'email',
    rule: 'email-suffix',
    score: 1,
    matchedAt: new Date('2026-01-01T00:00:00.000Z'),
    runId: 'earlier' as RunId,
    ...overrides,
  }
}

export function world(overrides: Partial<World> = {}): World {
  return {
    users: [],
    newestActivityId: null,
    activityCursor: null,
    employees: [],
    facts: [],
    auth0Users: [],
    mappings: [],
    specialMappings: [],
    userDecisions: [],
    openReviews: [],
    lastGoodRun: null,
    ...overrides,
  }
}

/** Matches and decides, as a run does. */
export function planFor(given: World, rules: MetadataRules = RULES): Plan {
  const decisions = matchPeople({ ...toMatchInput(given), settings: defaultMatchSettings })
  return decide({
    world: given,
    decisions,
    rules,
    stamp: { runId: 'run-1' as RunId, now: NOW },
  })
}

/** The world after the plan was stored. */
export function carryOut(given: World, plan: Plan): World {
  const facts = new Map(given.facts.map((one) => [one.employeeId, one]))
  const pairs = new Map(given.mappings.map((one) => [one.podfactoryUserId, one]))
  const accounts = new Map(given.auth0Users.map((one) => [one.auth0UserId, one]))
  const reviews = new Map(given.openReviews.map((one) => [`${one.kind}:${one.subject}`, one]))
  for (const change of plan.changes) {
    if (change.kind === 'put_facts') facts.set(change.facts.employeeId, change.facts)
    if (change.kind === 'put_mapping') pairs.set(change.mapping.podfactoryUserId, change.mapping)
    if (change.kind === 'remove_mapping') pairs.delete(change.before.podfactoryUserId)
    if (change.kind === 'close_review')
      reviews.delete(`${change.review.kind}:${change.review.subject}`)
    if (change.kind === 'open_review') {
      const { kind, subject, reason, candidates } = change.reviewCase
      reviews.set(`${kind}:${subject}`, { id: 1, kind, subject, reason, candidates, openedAt: NOW })
    }
    if (change.kind === 'change_account') {
      const { seen, offer, metadataWanted } = change
      accounts.set(seen.auth0UserId, { ...seen, ...offer, metadataWanted })
    }
  }
  return {
    ...given,
    facts: [...facts.values()],
    mappings: [...pairs.values()],
    auth0Users: [...accounts.values()],
    openReviews: [...reviews.values()],
  }
}
