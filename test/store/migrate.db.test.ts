import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, readPendingMigrations } from '../../store/migrate.ts'
import { openStore } from '../../store/open-store.ts'
import { DEFAULT_COLUMN_MAP } from '../../store/column-map.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('migrations', () => {
  let test: TestStore

  beforeAll(async () => {
    test = await openTestStore()
  })
  afterAll(() => test.close())

  it('apply once and then find nothing to do', async () => {
    expect(await migrate(test.store)).toEqual([])
    expect(await readPendingMigrations(test.store)).toEqual([])
  })

  it('heal a run that was cut after some of the tables', async () => {
    await test.query('DELETE FROM podlink_migrations')
    await test.query('DROP TABLE account_jobs')

    expect(await migrate(test.store)).toEqual(['0001-tables', '0002-read-account-jobs'])

    expect(await test.query('SELECT COUNT(*) AS jobs FROM account_jobs')).toEqual([{ jobs: 0 }])
  })

  it('refuse a database without the customer’s employees, saying which column is missing', async () => {
    const columns = {
      ...DEFAULT_COLUMN_MAP,
      employees: { ...DEFAULT_COLUMN_MAP.employees, table: 'staff' },
    }
    const store = openStore({ url: test.url, columns })

    await expect(migrate(store)).rejects.toMatchObject({
      code: 'STORE_SCHEMA',
      message: expect.stringContaining('staff.id') as string,
    })

    await store.close()
  })

  it('make the tables that the committed types describe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'podlink-schema-'))
    const file = join(folder, 'schema.ts')
    await promisify(execFile)(join(ROOT, 'node_modules/.bin/kysely-codegen'), [
      ...['--dialect', 'mysql', '--url', test.url, '--out-file', file],
      ...['--exclude-pattern', '(employees|activity_logs|podlink_migrations)'],
    ])

    expect(comparable(readFileSync(file, 'utf8'))).toBe(
      comparable(readFileSync(join(ROOT, 'store/schema.ts'), 'utf8')),
    )

    rmSync(folder, { recursive: true })
  })

  it('type foreign keys as the customer’s own key is typed', async () => {
    const [column] = await test.query(
      "SELECT column_type AS type FROM information_schema.columns WHERE table_schema = ? AND table_name = 'auth0_employee_mapping_audit' AND column_name = 'employee_id'",
      [test.schema],
    )
    const [own] = await test.query(
      "SELECT column_type AS type FROM information_schema.columns WHERE table_schema = ? AND table_name = 'employees' AND column_name = 'id'",
      [test.schema],
    )

    expect(column).toEqual(own)
  })
})

/** MariaDB reports a default NULL where MySQL reports none; the formatter changes quotes and line breaks. */
function comparable(source: string): string {
  return source
    .replace(/Generated<([^<>]*\| null)>/g, '$1')
    .replace(/["']/g, '"')
    .replace(/[\s;|]+/g, ' ')
}
