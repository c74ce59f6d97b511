import { quoteIdentifier } from './schema.ts'

/**
 * The customer's own tables as they are before podlink comes: `employees` and `activity_logs` in the schema
 * `database`, made when they are not there, on MySQL and MariaDB alike.
 * @throws TypeError when `database` is not a plain identifier.
 */
export function productivitySchema(database: string): readonly string[] {
  const schema = quoteIdentifier(database)
  return [
    `CREATE DATABASE IF NOT EXISTS ${schema} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    `CREATE TABLE IF NOT EXISTS ${schema}.employees (
      id INT NOT NULL AUTO_INCREMENT,
      name VARCHAR(255) NOT NULL,
      email VARCHAR(255) NULL,
      auth0_user_id VARCHAR(255) NULL,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      department VARCHAR(100) NULL,
      role_code VARCHAR(50) NULL,
      previous_names VARCHAR(1000) NULL,
      created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (id),
      KEY idx_employees_email (email)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
    `CREATE TABLE IF NOT EXISTS ${schema}.activity_logs (
      id BIGINT NOT NULL AUTO_INCREMENT,
      employee_id INT NOT NULL,
      action VARCHAR(100) NOT NULL,
      happened_at DATETIME(6) NOT NULL,
      quantity INT NOT NULL,
      created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (id),
      KEY idx_activity_logs_employee (employee_id, happened_at),
      CONSTRAINT fk_activity_logs_employee FOREIGN KEY (employee_id) REFERENCES ${schema}.employees (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
  ]
}
