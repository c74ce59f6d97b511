import type { Migration, SchemaContext } from './migration.ts'

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci'
/** Ids of others differ by case (Auth0's do), so they compare byte by byte. */
const BINARY_TEXT = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
const MATCHED_BY = "ENUM('name','email','manual')"

/** The seed's tables and podlink's own, all of them from the start. */
export const tables: Migration = {
  name: '0001-tables',
  statements: (context) => [
    ...identityTables(context),
    ...auditTables(context),
    ...outboxTables(context),
    ...deliveryTables(),
    ...reviewTables(context),
    ...runTables(context),
  ],
}

function identityTables({ employeeIdType }: SchemaContext): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS employee_facts (
      employee_id ${employeeIdType} NOT NULL PRIMARY KEY,
      name_seen VARCHAR(255) NOT NULL,
      name_key VARCHAR(255) ${BINARY_TEXT} NOT NULL,
      previous_names TEXT NOT NULL,
      department VARCHAR(128) NULL,
      role_code VARCHAR(64) NULL,
      updated_at DATETIME(6) NOT NULL,
      KEY employee_facts_by_name (name_key)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS auth0_user_mapping (
      auth0_user_id VARCHAR(255) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      employee_id ${employeeIdType} NULL,
      email VARCHAR(255) NULL,
      email_verified TINYINT(1) NOT NULL DEFAULT 0,
      connection VARCHAR(128) NULL,
      last_login TIMESTAMP(6) NULL DEFAULT NULL,
      created_at TIMESTAMP(6) NULL DEFAULT NULL,
      status ENUM('pending','created','verified','blocked','failed','deleted') NOT NULL,
      podlink_rev INT NOT NULL DEFAULT 0,
      enrichment TEXT NULL,
      matched_by ${MATCHED_BY} NULL,
      link_rule VARCHAR(64) NULL,
      profile_at DATETIME(6) NULL,
      profile_delivery_id VARCHAR(128) ${BINARY_TEXT} NULL,
      deleted_at DATETIME(6) NULL,
      metadata_wanted CHAR(64) ${BINARY_TEXT} NULL,
      UNIQUE KEY auth0_user_mapping_by_employee (employee_id),
      KEY auth0_user_mapping_by_email (email),
      KEY auth0_user_mapping_by_login (last_login, created_at)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS employee_podfactory_mapping (
      podfactory_user_id VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      employee_id ${employeeIdType} NOT NULL,
      podfactory_email VARCHAR(255) NULL,
      full_name VARCHAR(255) NULL,
      matched_by ${MATCHED_BY} NOT NULL,
      rule VARCHAR(64) NOT NULL,
      score DOUBLE NOT NULL,
      matched_at TIMESTAMP(6) NULL DEFAULT NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      KEY employee_podfactory_mapping_by_employee (employee_id),
      KEY employee_podfactory_mapping_by_email (podfactory_email)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS special_mappings (
      podfactory_user_id VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      employee_id ${employeeIdType} NOT NULL,
      reason VARCHAR(500) NOT NULL,
      created_by VARCHAR(128) NOT NULL,
      created_at DATETIME(6) NOT NULL
    ) ${TABLE}`,
  ]
}

function auditTables({
  employeesTable,
  employeeIdColumn,
  employeeIdType,
}: SchemaContext): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS auth0_employee_mapping_audit (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      employee_id ${employeeIdType} NULL,
      auth0_user_id VARCHAR(255) ${BINARY_TEXT} NULL,
      productivity_email VARCHAR(255) NULL,
      podfactory_email VARCHAR(255) NULL,
      matched_by ${MATCHED_BY} NULL,
      matched_at TIMESTAMP(6) NULL DEFAULT NULL,
      last_verified TIMESTAMP(6) NULL DEFAULT NULL,
      created_at TIMESTAMP(6) NULL DEFAULT NULL,
      employee_ref ${employeeIdType} NULL,
      podfactory_user_id VARCHAR(64) ${BINARY_TEXT} NULL,
      action VARCHAR(32) NOT NULL,
      actor VARCHAR(128) NOT NULL,
      reason VARCHAR(255) NOT NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      job_id VARCHAR(36) ${BINARY_TEXT} NULL,
      delivery_id VARCHAR(128) ${BINARY_TEXT} NULL,
      before_state MEDIUMTEXT NULL,
      after_state MEDIUMTEXT NULL,
      evidence MEDIUMTEXT NULL,
      row_salt BINARY(32) NOT NULL,
      commitment BINARY(32) NOT NULL,
      KEY audit_by_employee (employee_ref, id),
      KEY audit_by_auth0_user (auth0_user_id, id),
      KEY audit_by_podfactory_user (podfactory_user_id, id),
      KEY audit_by_run (run_id, id),
      CONSTRAINT audit_employee FOREIGN KEY (employee_id)
        REFERENCES \`${employeesTable}\` (\`${employeeIdColumn}\`) ON DELETE SET NULL
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS audit_seal (
      sealed_day DATE NOT NULL PRIMARY KEY,
      row_count BIGINT NOT NULL,
      previous_digest BINARY(32) NOT NULL,
      digest BINARY(32) NOT NULL,
      signature BINARY(32) NOT NULL,
      created_at DATETIME(6) NOT NULL
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS audit_seal_member (
      sealed_day DATE NOT NULL,
      audit_id BIGINT NOT NULL,
      commitment BINARY(32) NOT NULL,
      PRIMARY KEY (sealed_day, audit_id),
      UNIQUE KEY audit_seal_member_once (audit_id)
    ) ${TABLE}`,
  ]
}

function outboxTables({ employeeIdType }: SchemaContext): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS account_jobs (
      id VARCHAR(36) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      kind ENUM('create_account','update_metadata','delete_account') NOT NULL,
      status ENUM('ready','done','failed','review','cancelled') NOT NULL,
      employee_id ${employeeIdType} NULL,
      auth0_user_id VARCHAR(255) ${BINARY_TEXT} NULL,
      generation INT NOT NULL DEFAULT 1,
      payload MEDIUMTEXT NOT NULL,
      open_key VARCHAR(320) ${BINARY_TEXT} NULL,
      attempts INT NOT NULL DEFAULT 0,
      run_at DATETIME(6) NOT NULL,
      lease_token VARCHAR(36) ${BINARY_TEXT} NULL,
      lease_until DATETIME(6) NULL,
      last_error VARCHAR(64) NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      created_at DATETIME(6) NOT NULL,
      finished_at DATETIME(6) NULL,
      UNIQUE KEY account_jobs_open (open_key),
      KEY account_jobs_claim (status, run_at, id),
      KEY account_jobs_by_lease (lease_token),
      KEY account_jobs_by_user (auth0_user_id, status),
      KEY account_jobs_by_employee (employee_id, kind, generation)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS write_ledger (
      id VARCHAR(36) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      operation ENUM('create_user','assign_roles','patch_metadata','delete_user','offer_enrichment') NOT NULL,
      state ENUM('intended','done','failed','undone') NOT NULL,
      write_key VARCHAR(320) ${BINARY_TEXT} NOT NULL,
      auth0_user_id VARCHAR(255) ${BINARY_TEXT} NULL,
      employee_id ${employeeIdType} NULL,
      job_id VARCHAR(36) ${BINARY_TEXT} NULL,
      delivery_id VARCHAR(128) ${BINARY_TEXT} NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      before_state MEDIUMTEXT NULL,
      after_state MEDIUMTEXT NULL,
      undo_by MEDIUMTEXT NULL,
      created_at DATETIME(6) NOT NULL,
      finished_at DATETIME(6) NULL,
      UNIQUE KEY write_ledger_once (write_key),
      KEY write_ledger_by_user (auth0_user_id, created_at),
      KEY write_ledger_by_run (run_id)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS rate_budget (
      bucket VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      tokens DOUBLE NOT NULL,
      refilled_at DATETIME(6) NOT NULL,
      paused_until DATETIME(6) NULL
    ) ${TABLE}`,
  ]
}

function deliveryTables(): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS deliveries (
      id VARCHAR(128) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      source ENUM('action','event_stream','log_stream','catch_up') NOT NULL,
      type VARCHAR(64) NOT NULL,
      auth0_user_id VARCHAR(255) ${BINARY_TEXT} NULL,
      occurred_at DATETIME(6) NOT NULL,
      received_at DATETIME(6) NOT NULL,
      outcome VARCHAR(32) NOT NULL,
      parsed MEDIUMTEXT NOT NULL,
      KEY deliveries_by_user (auth0_user_id, occurred_at),
      KEY deliveries_by_time (received_at)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS dead_letters (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      delivery_id VARCHAR(128) ${BINARY_TEXT} NULL,
      source ENUM('action','event_stream','log_stream','catch_up') NOT NULL,
      reason VARCHAR(64) NOT NULL,
      body_nonce BINARY(12) NULL,
      body_sealed MEDIUMBLOB NULL,
      received_at DATETIME(6) NOT NULL,
      replayed_at DATETIME(6) NULL,
      UNIQUE KEY dead_letters_once (delivery_id),
      KEY dead_letters_by_time (received_at)
    ) ${TABLE}`,
  ]
}

function reviewTables({ employeeIdType }: SchemaContext): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS review_cases (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      kind ENUM('podfactory_user','sign_up','account','conflict') NOT NULL,
      subject VARCHAR(255) ${BINARY_TEXT} NOT NULL,
      status ENUM('open','closed') NOT NULL,
      open_key VARCHAR(300) ${BINARY_TEXT} NULL,
      reason VARCHAR(64) NOT NULL,
      candidates MEDIUMTEXT NOT NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      delivery_id VARCHAR(128) ${BINARY_TEXT} NULL,
      job_id VARCHAR(36) ${BINARY_TEXT} NULL,
      opened_at DATETIME(6) NOT NULL,
      closed_at DATETIME(6) NULL,
      closed_because VARCHAR(64) NULL,
      UNIQUE KEY review_cases_open (open_key),
      KEY review_cases_by_status (status, kind, id),
      KEY review_cases_by_subject (kind, subject)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS review_decisions (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      case_id BIGINT NOT NULL,
      subject VARCHAR(255) ${BINARY_TEXT} NOT NULL,
      decision ENUM('confirm','deny','not_a_person','new_employee') NOT NULL,
      employee_id ${employeeIdType} NULL,
      decided_by VARCHAR(128) NOT NULL,
      decided_at DATETIME(6) NOT NULL,
      reason VARCHAR(500) NULL,
      evidence MEDIUMTEXT NULL,
      revoked_at DATETIME(6) NULL,
      revoked_by VARCHAR(128) NULL,
      KEY review_decisions_by_subject (subject, id),
      KEY review_decisions_by_case (case_id)
    ) ${TABLE}`,
  ]
}

function runTables({ employeeIdType }: SchemaContext): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS podfactory_activity (
      podfactory_activity_id VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      activity_log_id BIGINT NOT NULL,
      podfactory_user_id VARCHAR(64) ${BINARY_TEXT} NOT NULL,
      employee_id ${employeeIdType} NOT NULL,
      run_id VARCHAR(36) ${BINARY_TEXT} NULL,
      KEY podfactory_activity_by_user (podfactory_user_id),
      KEY podfactory_activity_by_run (run_id)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS runs (
      id VARCHAR(36) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      kind VARCHAR(32) NOT NULL,
      status ENUM('running','succeeded','failed','stopped') NOT NULL,
      started_at DATETIME(6) NOT NULL,
      finished_at DATETIME(6) NULL,
      figures TEXT NULL,
      error_code VARCHAR(64) NULL,
      KEY runs_by_kind (kind, started_at)
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS plans (
      id VARCHAR(36) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      kind VARCHAR(32) NOT NULL,
      digest CHAR(64) ${BINARY_TEXT} NOT NULL,
      content MEDIUMTEXT NOT NULL,
      status ENUM('open','applied','refused','undone') NOT NULL,
      created_at DATETIME(6) NOT NULL,
      applied_at DATETIME(6) NULL
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS leases (
      name VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      token VARCHAR(36) ${BINARY_TEXT} NOT NULL,
      held_until DATETIME(6) NOT NULL
    ) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS settings (
      name VARCHAR(64) ${BINARY_TEXT} NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      changed_by VARCHAR(128) NOT NULL,
      changed_at DATETIME(6) NOT NULL
    ) ${TABLE}`,
  ]
}
