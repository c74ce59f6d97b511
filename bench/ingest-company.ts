import { createHash } from 'node:crypto'
import { createRandom } from '../sandbox/roster/random.ts'
import type { Statement } from '../store/open-admin.ts'
import { nextOffer } from '../kernel/enrichment.ts'
import type { EmployeeId } from '../kernel/ids.ts'
import type { DeliveryBody } from '../webhook/contract/delivery.ts'
import { normalizeName } from '../sync/match/normalize-name.ts'

export const WORKERS = 10_000
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
/** Of a million events, too: a company of 10,000 has no more newcomers for logging in more often. */
export const NEWCOMERS_MAX = 1_000
const HIRES_MAX = NEWCOMERS_MAX / 2
const CONNECTION = 'Username-Password-Authentication'
const MADE_AT = '2026-01-05 08:00:00'

export type BenchEvent = { readonly id: string; readonly body: DeliveryBody }

/** In no order, as the ids that Actions mint, and each ends in its number. */
export function eventId(at: number): string {
  return `msg_${digest(at).slice(0, 22)}-${at}`
}

function digest(value: number): string {
  return createHash('sha256').update(String(value)).digest('hex')
}

/**
 * The company before the first event: 10,000 employees whose accounts are known, linked and hold what they were offered,
 * and 500 hires who have none yet.
 */
export function companyStatements(schema: string): readonly Statement[] {
  const ids = Array.from({ length: WORKERS + HIRES_MAX }, (_, index) => index + 1)
  const nameKey = (id: number) => normalizeName(nameOf(id))?.sortedKey ?? ''
  const isKnown = (id: number) => id <= WORKERS
  const tables = {
    'employees (id, name, email, is_active, department, role_code, auth0_user_id)': ids.map(
      (id) => [
        id,
        nameOf(id),
        addressOf(id),
        1,
        departmentOf(id),
        'associate',
        isKnown(id) ? accountOf(id) : null,
      ],
    ),
    'employee_facts (employee_id, name_seen, name_key, previous_names, department, role_code, updated_at)':
      ids.map((id) => [id, nameOf(id), nameKey(id), '[]', departmentOf(id), 'associate', MADE_AT]),
    'auth0_user_mapping (auth0_user_id, employee_id, email, email_verified, connection, last_login, created_at, status, podlink_rev, enrichment, matched_by, link_rule, profile_at, profile_delivery_id)':
      ids
        .filter(isKnown)
        .map((id) => [
          accountOf(id),
          id,
          addressOf(id),
          1,
          CONNECTION,
          MADE_AT,
          MADE_AT,
          'verified',
          1,
          nextOffer({ podlinkRev: 0, enrichment: null }, factsOf(id)).enrichment,
          'email',
          'sign_up_exact_email',
          MADE_AT,
          'msg_bench-before',
        ]),
  }
  return Object.entries(tables).flatMap(([table, rows]) =>
    batches(rows, 1_000).map((batch) => ({
      sql: `INSERT INTO \`${schema}\`.${table} VALUES ?`,
      params: [batch],
    })),
  )
}

/**
 * The events in the order they are sent: repeated logins of random workers that change nothing but their times, and one in
 * `newcomerEvery` of an account nobody has seen, by turns a login and a sign-up, half of them of hires, who are linked, and half of people whom no
 * address names, who are left to a person. `start` is when the first one happened; one follows every millisecond.
 */
export function* benchEvents(start: Date, newcomerEvery: number): Generator<BenchEvent, never> {
  const random = createRandom(1)
  let newcomers = 0
  for (let at = 0; ; at += 1) {
    const occurredAt = new Date(start.getTime() + at).toISOString()
    const isNewcomer = at % newcomerEvery === newcomerEvery - 1 && newcomers < NEWCOMERS_MAX
    const body = isNewcomer
      ? newcomerBody(newcomers, occurredAt)
      : loginBody(random.integer(1, WORKERS), occurredAt)
    if (isNewcomer) newcomers += 1
    yield { id: eventId(at), body }
  }
}

function newcomerBody(newcomer: number, occurredAt: string): DeliveryBody {
  const person = WORKERS + 1 + Math.floor(newcomer / 2)
  const isHire = newcomer % 2 === 0
  const isSignUp = newcomer % 4 < 2
  const body = loginBody(person, occurredAt)
  return {
    ...body,
    ...(isSignUp ? { type: 'post_user_registration', client_id: null, login: null } : {}),
    user: {
      ...body.user,
      app_metadata: {},
      ...(isHire
        ? {}
        : { id: `auth0|guest-${newcomer}`, email: `guest${newcomer}@elsewhere.example` }),
    },
  }
}

function loginBody(worker: number, occurredAt: string): DeliveryBody {
  const { employeeId, department, roleCode } = factsOf(worker)
  return {
    version: 1,
    type: 'post_login',
    occurred_at: occurredAt,
    tenant: 'bench',
    connection: CONNECTION,
    client_id: 'dashboard',
    login: { count: 7 },
    user: {
      id: accountOf(worker),
      email: addressOf(worker),
      email_verified: true,
      name: nameOf(worker),
      created_at: `${MADE_AT.replace(' ', 'T')}.000Z`,
      app_metadata: { employee_id: employeeId, department, role_code: roleCode, podlink_rev: 1 },
    },
  }
}

const accountOf = (worker: number) => `auth0|${digest(worker).slice(0, 24)}`
const addressOf = (worker: number) => `worker.${worker}@colorecommerce.us`
/** Letters alone: figures are no part of a name, and everybody would have the same. */
const nameOf = (worker: number) =>
  `Worker ${String(worker).replaceAll(/[0-9]/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`
const departmentOf = (worker: number) => `Hall ${worker % 12}`

function factsOf(worker: number) {
  return {
    employeeId: worker as EmployeeId,
    department: departmentOf(worker),
    roleCode: 'associate',
  }
}

/** The items in lists of at most `most`. */
export function batches<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  )
}
