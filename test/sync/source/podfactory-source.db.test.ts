import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader, type Reader } from '../../../store/open-reader.ts'
import { openPodfactorySource } from '../../../sync/source/podfactory-source.ts'
import { DEFAULT_PODFACTORY_COLUMNS } from '../../../sync/source/podfactory-columns.ts'
import { fillSmall } from '../apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from '../apply/open-sync-lab.ts'

describe('the PodFactory database', () => {
  let lab: SyncLab
  let reader: Reader
  beforeAll(async () => {
    lab = await openSyncLab()
    await fillSmall(lab)
    reader = openReader(lab.podfactory.url)
  })
  afterAll(async () => {
    await reader.close()
    await lab.close()
  })

  it('sees nothing but SELECTs from two whole runs', async () => {
    const statements = await logged(lab, async () => {
      await lab.run()
      await lab.run()
    })

    expect(statements.length).toBeGreaterThanOrEqual(8)
    expect(statements.filter((statement) => !statement.startsWith('SELECT '))).toEqual([])
  })

  it('refuses a write through the same account', async () => {
    const { schema } = lab.podfactory

    await expect(
      reader.select("INSERT INTO users (id, full_name) VALUES (7, 'Intruder')"),
    ).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', details: { errno: 1142 } })

    expect(await lab.test.query(`SELECT id FROM \`${schema}\`.users WHERE id = 7`)).toEqual([])
  })

  it('gives every user with all four fields, whether actions are JSON or text', async () => {
    expect((await openPodfactorySource(reader).readUsers()).slice(0, 3)).toEqual([
      {
        id: '1001',
        email: 'john.doe.hp@colorecommerce.us',
        fullName: 'john_doe',
        userRole: 'operator',
        actions: ['In Production'],
      },
      {
        id: '1002',
        email: 'maria.lopez@colorecommerce.us',
        fullName: 'Maria Lopez',
        userRole: 'operator',
        actions: ['Packing', 'Picking'],
      },
      { id: '1003', email: null, fullName: 'Ana Ruiz', userRole: 'operator', actions: ['Picking'] },
    ])
  })

  it('is read through other table and column names when the map says so', async () => {
    const { schema } = lab.podfactory
    await lab.test.query(
      `CREATE TABLE \`${schema}\`.staff (no VARCHAR(10), mail TEXT, called TEXT, job TEXT, does JSON)`,
    )
    await lab.test.query(
      `INSERT INTO \`${schema}\`.staff VALUES ('A-7', 'a@b.example', 'Ana', 'lead', '["Picking"]')`,
    )
    const users = {
      table: 'staff',
      id: 'no',
      email: 'mail',
      fullName: 'called',
      userRole: 'job',
      actions: 'does',
    }
    const source = openPodfactorySource(reader, { ...DEFAULT_PODFACTORY_COLUMNS, users })

    expect(await source.readUsers()).toEqual([
      { id: 'A-7', email: 'a@b.example', fullName: 'Ana', userRole: 'lead', actions: ['Picking'] },
    ])

    await lab.test.query(`INSERT INTO \`${schema}\`.staff (no) VALUES ('A-7'), (NULL), ('')`)
    await expect(source.readUsers()).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      details: { table: 'staff', count: 2 },
    })
    await lab.test.query(`DELETE FROM \`${schema}\`.staff WHERE no IS NULL OR no = ''`)
    await expect(source.readUsers()).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      details: { table: 'staff', count: 1 },
    })
  })

  it('gives the activities of a range and of the users asked for, in UTC', async () => {
    const source = openPodfactorySource(reader)
    const [john] = await source.readUsers()
    const pages = []
    for await (const page of source.readActivities({
      after: 1,
      upTo: 5,
      userIds: john ? [john.id] : [],
    }))
      pages.push(page)

    expect(pages).toEqual([
      [
        {
          id: 5,
          userId: '1001',
          action: 'Picking',
          happenedAt: new Date('2026-01-04T12:00:00.000Z'),
          quantity: 50,
        },
      ],
    ])
    expect(await source.readNewestActivityId()).toBe(6)
  })
})

/** What the server logged of the PodFactory account while `work` ran. */
async function logged(lab: SyncLab, work: () => Promise<void>): Promise<readonly string[]> {
  const { test, podfactory } = lab
  const [before] = await test.query(
    'SELECT @@GLOBAL.log_output AS output, @@GLOBAL.general_log AS log',
  )
  await test.query("SET GLOBAL log_output = 'TABLE'")
  await test.query('SET GLOBAL general_log = 1')
  try {
    await work()
  } finally {
    await test.query('SET GLOBAL general_log = ?', [before?.['log']])
    await test.query('SET GLOBAL log_output = ?', [before?.['output']])
  }
  const rows = await test.query(
    `SELECT CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log
     WHERE user_host LIKE ? AND command_type IN ('Query', 'Prepare', 'Execute')`,
    [`${podfactory.user}[%`],
  )
  return rows.map((row) => String(row['statement']))
}
