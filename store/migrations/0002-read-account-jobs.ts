import type { Migration } from './migration.ts'

/** What a stream only hints at is asked of Auth0 by a job of its own kind. */
export const readAccountJobs: Migration = {
  name: '0002-read-account-jobs',
  statements: () => [
    `ALTER TABLE account_jobs
      MODIFY kind ENUM('create_account','update_metadata','delete_account','read_account') NOT NULL`,
  ],
}
