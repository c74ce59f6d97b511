/** The three compliance queries of the seed document, word for word; the schema is shaped so that they run as they are. */
export const COMPLIANCE_QUERIES = [
  {
    name: 'accounts-never-used',
    title: 'Auth0 accounts older than 30 days that nobody ever used',
    sql: `SELECT auth0_user_id, email, created_at
FROM auth0_user_mapping
WHERE last_login IS NULL
  AND DATE_SUB(NOW(), INTERVAL 30 DAY) > created_at;`,
  },
  {
    name: 'employees-without-account',
    title: 'Active employees without an Auth0 account',
    sql: `SELECT id, name, email
FROM employees
WHERE auth0_user_id IS NULL
  AND is_active = 1;`,
  },
  {
    name: 'employees-without-podfactory',
    title: 'Active employees without a PodFactory user',
    sql: `SELECT e.id, e.name, e.auth0_user_id
FROM employees e
LEFT JOIN employee_podfactory_mapping m ON e.id = m.employee_id
WHERE m.employee_id IS NULL
  AND e.is_active = 1;`,
  },
] as const
