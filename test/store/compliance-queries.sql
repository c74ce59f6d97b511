-- Find unmatched Auth0 accounts (created but never used)
SELECT auth0_user_id, email, created_at
FROM auth0_user_mapping
WHERE last_login IS NULL
  AND DATE_SUB(NOW(), INTERVAL 30 DAY) > created_at;

-- Find employees without Auth0 accounts
SELECT id, name, email
FROM employees
WHERE auth0_user_id IS NULL
  AND is_active = 1;

-- Verify PodFactory sync consistency
SELECT e.id, e.name, e.auth0_user_id
FROM employees e
LEFT JOIN employee_podfactory_mapping m ON e.id = m.employee_id
WHERE m.employee_id IS NULL
  AND e.is_active = 1;
