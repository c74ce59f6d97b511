/**
 * The database of PodFactory as its vendor built it; podlink only ever reads it. The statements make the schema
 * `database` and its tables when they are not there, on MySQL and MariaDB alike.
 * @throws TypeError when `database` is not a plain identifier.
 */
export function podfactorySchema(database = 'podfactory'): readonly string[] {
  const schema = quoteIdentifier(database)
  return [
    `CREATE DATABASE IF NOT EXISTS ${schema} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    `CREATE TABLE IF NOT EXISTS ${schema}.users (
      id BIGINT UNSIGNED NOT NULL,
      email VARCHAR(190) NULL,
      full_name VARCHAR(190) NOT NULL,
      user_role VARCHAR(40) NOT NULL DEFAULT 'operator',
      actions VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'comma separated',
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      KEY idx_users_updated (updated_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
    `CREATE TABLE IF NOT EXISTS ${schema}.activities (
      id BIGINT UNSIGNED NOT NULL,
      user_id BIGINT UNSIGNED NOT NULL,
      action VARCHAR(60) NOT NULL,
      happened_at DATETIME(3) NOT NULL,
      quantity INT UNSIGNED NOT NULL DEFAULT 1,
      PRIMARY KEY (id),
      KEY idx_activities_user (user_id, happened_at),
      KEY idx_activities_happened (happened_at),
      CONSTRAINT fk_activities_user FOREIGN KEY (user_id) REFERENCES ${schema}.users (id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
  ]
}

/** @throws TypeError for anything but letters, digits and underscores, 1 to 64 of them. */
export function quoteIdentifier(name: string): string {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) {
    throw new TypeError('quoteIdentifier: a schema name is 1 to 64 letters, digits or underscores')
  }
  return `\`${name}\``
}
