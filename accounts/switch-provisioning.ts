import type { Store } from '../store/open-store.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { putSetting, readSetting } from '../store/tables/settings.ts'
import { inTransaction } from '../store/transaction.ts'

/**
 * Sets the kill switch: while it is `off` no account is created, and everything else goes on. Returns false when it
 * stood like that already; otherwise the change is in the history with who made it.
 */
export function switchProvisioning(
  deps: { readonly store: Store; readonly now: () => Date },
  change: { readonly to: 'on' | 'off'; readonly by: string },
): Promise<boolean> {
  return inTransaction(deps.store, async (db) => {
    const before = (await readSetting(db, 'provisioning')) ?? 'on'
    if (before === change.to) return false
    const at = deps.now()
    await putSetting(db, { name: 'provisioning', value: change.to, changedBy: change.by, at })
    await appendAudit(db, [
      {
        action: 'setting_changed',
        actor: `cli:${change.by}`,
        reason: 'provisioning',
        at,
        employeeId: null,
        before,
        after: change.to,
      },
    ])
    return true
  })
}
