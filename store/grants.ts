import type { ColumnMap } from './column-map.ts'

const READ_WRITE = 'SELECT, INSERT, UPDATE'
const ADD_ONLY = 'SELECT, INSERT'

/** What the running program may do with each of its tables; history can be added to and never changed. */
const TABLE_RIGHTS: Readonly<Record<string, string>> = {
  employee_facts: READ_WRITE,
  auth0_user_mapping: READ_WRITE,
  employee_podfactory_mapping: `${READ_WRITE}, DELETE`,
  special_mappings: `${READ_WRITE}, DELETE`,
  auth0_employee_mapping_audit: ADD_ONLY,
  audit_seal: ADD_ONLY,
  audit_seal_member: ADD_ONLY,
  account_jobs: READ_WRITE,
  write_ledger: READ_WRITE,
  rate_budget: READ_WRITE,
  deliveries: ADD_ONLY,
  dead_letters: `${READ_WRITE}, DELETE`,
  review_cases: READ_WRITE,
  review_decisions: READ_WRITE,
  podfactory_activity: ADD_ONLY,
  runs: READ_WRITE,
  plans: READ_WRITE,
  leases: `${READ_WRITE}, DELETE`,
  settings: READ_WRITE,
  podlink_migrations: 'SELECT',
}

/**
 * The GRANT statements for the account that receiver, worker and sync use: rights per table, and of the customer's
 * tables only the one column and the new rows that podlink may write. `account` is written as MySQL does, such as
 * `'podlink'@'10.0.0.%'`.
 */
export function grantStatements(
  schema: string,
  account: string,
  columns: ColumnMap,
): readonly string[] {
  const { employees, activityLogs } = columns
  const rights = {
    ...TABLE_RIGHTS,
    [employees.table]: `SELECT, UPDATE (\`${employees.auth0UserId}\`)`,
    [activityLogs.table]: ADD_ONLY,
  }
  return Object.entries(rights).map(
    ([table, right]) => `GRANT ${right} ON \`${schema}\`.\`${table}\` TO ${account}`,
  )
}
