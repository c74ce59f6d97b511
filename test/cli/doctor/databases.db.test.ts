import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDatabase } from '../../../cli/doctor/check-database.ts'
import { checkPodfactory } from '../../../cli/doctor/check-podfactory.ts'
import { podfactorySchema } from '../../../sandbox/podfactory/schema.ts'
import { DEFAULT_COLUMN_MAP } from '../../../store/column-map.ts'
import { openReader } from '../../../store/open-reader.ts'
import { openStore } from '../../../store/open-store.ts'
import { openTestStore, type TestStore } from '../../database/open-test-store.ts'

const now = () => new Date()

describe('the doctor', () => {
  const reader = `reader_${randomBytes(4).toString('hex')}`
  let test: TestStore
  let podfactory = ''

  beforeAll(async () => {
    test = await openTestStore()
    podfactory = `${test.schema}_pf`
    for (const statement of podfactorySchema(podfactory)) await test.query(statement)
    await test.query(`CREATE USER '${reader}'@'%' IDENTIFIED BY 'reads-only'`)
    await test.query(`GRANT SELECT ON \`${podfactory}\`.* TO '${reader}'@'%'`)
  })
  afterAll(async () => {
    await test.query(`DROP USER '${reader}'@'%'`)
    await test.query(`DROP DATABASE \`${podfactory}\``)
    await test.close()
  })

  function podfactoryUrl(account?: string): string {
    const url = new URL(test.url)
    url.pathname = `/${podfactory}`
    if (account !== undefined) {
      url.username = account
      url.password = 'reads-only'
    }
    return url.href
  }

  it('finds nothing wrong with a migrated database', async () => {
    const findings = await checkDatabase(test.store, now)

    expect(findings.map((finding) => finding.state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
  })

  it('names the columns that the customer’s tables lack', async () => {
    const store = openStore({
      url: test.url,
      columns: {
        ...DEFAULT_COLUMN_MAP,
        employees: { ...DEFAULT_COLUMN_MAP.employees, email: 'work_mail' },
      },
    })

    const findings = await checkDatabase(store, now)

    expect(findings).toContainEqual(
      expect.objectContaining({
        subject: 'column map',
        state: 'wrong',
        found: 'missing: employees.work_mail',
        fix: expect.stringContaining('COLUMN_MAP') as string,
      }),
    )
    await store.close()
  })

  it('says what to do about a database that is down', async () => {
    const store = openStore({ url: 'mysql://nobody:nothing@127.0.0.1:9/none' })

    expect(await checkDatabase(store, now)).toEqual([
      expect.objectContaining({
        state: 'wrong',
        fix: expect.stringContaining('DATABASE_URL') as string,
      }),
    ])
    await store.close()
  })

  it('is content with a PodFactory account that can only read', async () => {
    const source = openReader(podfactoryUrl(reader))

    const findings = await checkPodfactory(source, { users: 'users', activities: 'activities' })

    expect(findings.at(-1)).toMatchObject({ subject: 'PodFactory account', state: 'ok' })
    await source.close()
  })

  it('refuses a PodFactory account that may write', async () => {
    const source = openReader(podfactoryUrl())

    const findings = await checkPodfactory(source, { users: 'users', activities: 'activities' })

    expect(findings.at(-1)).toMatchObject({
      subject: 'PodFactory account',
      state: 'wrong',
      fix: expect.stringContaining('GRANT SELECT') as string,
    })
    await source.close()
  })
})
