import { sql } from 'kysely'
import type { Queryable } from '../open-store.ts'

/**
 * `provisioning`: `on`, or `off` (the kill switch: no account is created while it stands).
 * `activity_cursor`: the newest PodFactory activity id that a sync has covered.
 * `log_checkpoint`: the newest entry of the tenant's log up to which everything is recorded.
 */
export type SettingName = 'provisioning' | 'activity_cursor' | 'log_checkpoint'

/** The setting's value, or null when it was never set. */
export async function readSetting(db: Queryable, name: SettingName): Promise<string | null> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value ?? null
}

/** Stores the value and who set it. */
export async function putSetting(
  db: Queryable,
  setting: { name: SettingName; value: string; changedBy: string; at: Date },
): Promise<void> {
  await db
    .insertInto('settings')
    .values({
      name: setting.name,
      value: setting.value,
      changed_by: setting.changedBy,
      changed_at: setting.at,
    })
    .onDuplicateKeyUpdate({
      value: sql`VALUES(value)`,
      changed_by: sql`VALUES(changed_by)`,
      changed_at: sql`VALUES(changed_at)`,
    })
    .execute()
}
