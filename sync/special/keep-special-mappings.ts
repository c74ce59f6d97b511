import type { EmployeeId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import { findEmployees } from '../../store/tables/employees.ts'
import { appendAudit, type AuditEntry } from '../../store/tables/mapping-audit.ts'
import {
  deleteSpecialMappings,
  putSpecialMappings,
  readSpecialMappings,
  type SpecialMapping,
} from '../../store/tables/special-mappings.ts'
import { inTransaction } from '../../store/transaction.ts'
import { planSpecialMappings, type SpecialChange } from './plan-special-mappings.ts'

export type SpecialOutcome =
  | { readonly kind: 'planned' | 'applied'; readonly changes: readonly SpecialChange[] }
  /** Nothing was written: these numbers are no employees. */
  | { readonly kind: 'unknown_employees'; readonly employeeIds: readonly EmployeeId[] }

/**
 * Makes the special mappings those of a list, all of it or nothing, with a line of history for each change; the next sync
 * carries them out. With `apply` false nothing is written.
 * @throws PodlinkError of the store: nothing was written.
 */
export function keepSpecialMappings(
  deps: { readonly store: Store; readonly now: () => Date },
  wanted: readonly SpecialMapping[],
  options: { readonly by: string; readonly apply: boolean },
): Promise<SpecialOutcome> {
  return inTransaction(deps.store, async (db) => {
    const ids = [...new Set(wanted.map(({ employeeId }) => employeeId))]
    const known = new Set((await findEmployees(db, deps.store.columns, ids)).map(({ id }) => id))
    const unknown = ids.filter((id) => !known.has(id))
    if (unknown.length > 0) return { kind: 'unknown_employees', employeeIds: unknown }
    const changes = planSpecialMappings(await readSpecialMappings(db), wanted)
    if (!options.apply) return { kind: 'planned', changes }
    await store(db, changes, { by: options.by, at: deps.now() })
    return { kind: 'applied', changes }
  })
}

async function store(
  db: StoreTransaction,
  changes: readonly SpecialChange[],
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  const gone = changes.filter(({ after }) => after === null)
  await deleteSpecialMappings(
    db,
    gone.map(({ podfactoryUserId }) => podfactoryUserId),
  )
  await putSpecialMappings(
    db,
    changes.flatMap(({ after }) => after ?? []),
    { by, at },
  )
  const lines = changes.map(
    ({ podfactoryUserId, before, after }): AuditEntry => ({
      action: 'special_mapping_changed',
      actor: by,
      reason: after === null ? 'removed' : before === null ? 'added' : 'changed',
      at,
      employeeId: (after ?? before)?.employeeId ?? null,
      podfactoryUserId,
      before: toJson(before),
      after: toJson(after),
    }),
  )
  await appendAudit(db, lines)
}

function toJson(mapping: SpecialMapping | null) {
  return mapping === null ? null : { employee_id: mapping.employeeId, reason: mapping.reason }
}
