import type { SampleRoster } from '../roster/roster.ts'
import { quoteIdentifier } from './schema.ts'
import { insertStatements, sqlTime, type Statement } from './statement.ts'

/**
 * The statements that fill an empty PodFactory database, in an order that its foreign key allows. `updatedAt` is
 * when the vendor last touched the users. Times are UTC: the session's time zone must be `+00:00`.
 */
export function loadPodfactory(
  roster: Pick<SampleRoster, 'podfactoryUsers' | 'activities'>,
  options: { readonly updatedAt: Date; readonly database?: string },
): readonly Statement[] {
  const schema = quoteIdentifier(options.database ?? 'podfactory')
  const updatedAt = sqlTime(options.updatedAt)
  return [
    ...insertStatements(
      `${schema}.users`,
      ['id', 'email', 'full_name', 'user_role', 'actions', 'updated_at'],
      roster.podfactoryUsers.map((user) => [
        user.id,
        user.email === '' ? null : user.email,
        user.fullName,
        user.userRole,
        user.actions.join(','),
        updatedAt,
      ]),
    ),
    ...insertStatements(
      `${schema}.activities`,
      ['id', 'user_id', 'action', 'happened_at', 'quantity'],
      roster.activities.map((activity) => [
        activity.id,
        activity.podfactoryUserId,
        activity.action,
        sqlTime(activity.happenedAt),
        activity.quantity,
      ]),
    ),
  ]
}
