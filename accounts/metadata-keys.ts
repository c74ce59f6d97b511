/** The metadata keys podlink owns; every other key of an account belongs to somebody else and is never touched. */
export const OWN_USER_KEYS = [
  'employee_id',
  'full_name',
  'department',
  'email_variations',
  'email_base',
  'podfactory_emails',
  'podfactory_email',
  'email_last_synced',
] as const

/** As {@link OWN_USER_KEYS}; the marks of the account's making are not among them, because they never change. */
export const OWN_APP_KEYS = [
  'employee_id',
  'department',
  'role_code',
  'podlink_rev',
  'previous_names',
  'podfactory_sync',
] as const

/** The facts that the login Action writes too, under `podlink_rev`. */
export const REVISED_KEYS: ReadonlySet<string> = new Set([
  'employee_id',
  'department',
  'role_code',
  'podlink_rev',
])

/** Keys of the rich profile: a change of one moves the two times. */
export const RICH_KEYS: ReadonlySet<string> = new Set([
  'email_variations',
  'email_base',
  'podfactory_emails',
  'podfactory_email',
  'podfactory_sync',
])
