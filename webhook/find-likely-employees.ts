import type { Json } from '../kernel/canonical-json.ts'
import { type EmployeeId, parsePodfactoryUserId } from '../kernel/ids.ts'
import type { Queryable, Store } from '../store/open-store.ts'
import { findEmployeeIdsByNameKey } from '../store/tables/employee-facts.ts'
import { type Employee, findEmployees, findEmployeesByEmail } from '../store/tables/employees.ts'
import { matchPeople } from '../sync/match/match-people.ts'
import { normalizeEmail } from '../sync/match/normalize-email.ts'
import { normalizeName } from '../sync/match/normalize-name.ts'
import type { MatchSettings } from '../sync/match/settings.ts'

/** Namesakes that are looked at; more would not help a person to choose. */
const NAMESAKES_MAX = 20

/**
 * Who a sign-up may be, best first with the evidence, for the eyes of the person who decides. Looks only at employees with
 * the same base address or the same full name, so that a login never reads the whole table.
 */
export async function findLikelyEmployees(
  db: Queryable,
  known: { readonly columns: Store['columns']; readonly settings: MatchSettings },
  account: {
    readonly email: string | null
    readonly name: string | null
    readonly deniedIds: readonly EmployeeId[]
  },
): Promise<Json> {
  const user = parsePodfactoryUserId('sign-up')
  if (user === null) return []
  const employees = await readPlausible(db, known, account)
  if (employees.length === 0) return []
  const denied = {
    kind: 'denied',
    employeeIds: account.deniedIds,
    reason: 'review decision',
  } as const
  const [decision] = matchPeople({
    employees,
    users: [
      { id: user, email: account.email, fullName: account.name, userRole: null, actions: [] },
    ],
    pinned: new Map(account.deniedIds.length > 0 ? [[user, denied]] : []),
    existing: new Map(),
    settings: known.settings,
  })
  return (decision?.candidates ?? []).map(({ employeeId, score, evidence }) => ({
    employeeId,
    score,
    evidence: evidence.map((one) => ({ ...one })),
  }))
}

async function readPlausible(
  db: Queryable,
  known: { readonly columns: Store['columns']; readonly settings: MatchSettings },
  account: { readonly email: string | null; readonly name: string | null },
): Promise<readonly Employee[]> {
  const found = new Map<EmployeeId, Employee>()
  for (const { address } of normalizeEmail(account.email, known.settings)?.readings ?? []) {
    for (const employee of await findEmployeesByEmail(db, known.columns, address)) {
      found.set(employee.id, employee)
    }
  }
  const name = normalizeName(account.name)
  if (name !== null) {
    const ids = await findEmployeeIdsByNameKey(db, name.sortedKey, NAMESAKES_MAX)
    for (const employee of await findEmployees(db, known.columns, ids)) {
      found.set(employee.id, employee)
    }
  }
  return [...found.values()]
}
