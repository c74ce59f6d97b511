import { randomInt } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleCompany } from '../../../cli/sandbox/demo.ts'
import type { Summary } from '../../../cli/sandbox/summary.ts'
import { PODLINK_FOLDER } from '../../../cli/sandbox/world-folder.ts'
import { startPrivateServer } from '../../../sandbox/mysql/private-server.ts'
import { provideServer } from '../../../sandbox/mysql/provide-server.ts'
import { type DemoRun, testDemo } from './run-demo.ts'

const NAME = 'flowtest'
const demo = testDemo(NAME)

describe('the demo', () => {
  const killAfterMs = randomInt(500, 50_000)
  let summary: Summary
  let run: DemoRun
  let leftOver: readonly string[]
  let database: Awaited<ReturnType<typeof createConnection>>
  let stopServer = (): Promise<unknown> => Promise.resolve()

  beforeAll(async () => {
    console.log(`killing the first demo after ${killAfterMs} ms`)
    const first = demo.start()
    await Promise.race([sleep(killAfterMs), first.ended])
    first.kill()
    await first.ended

    run = await demo.start().ended
    summary = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as Summary
    leftOver = await demo.leftOver()
    database = await createConnection({ uri: await serverOfTheDemo(), database: `podlink_${NAME}` })
  })

  afterAll(async () => {
    await database.query(`DROP DATABASE podlink_${NAME}`)
    await database.query(`DROP DATABASE podlink_${NAME}_podfactory`)
    await database.query(`DROP USER IF EXISTS 'podlink_${NAME}'@'%', 'podlink_${NAME}_reader'@'%'`)
    await database.end()
    await stopServer()
    rmSync(demo.folder, { recursive: true, force: true })
  })

  /** The server the demo used: the given one, or its own, started once more on the data it left. */
  async function serverOfTheDemo(): Promise<string> {
    const given = process.env['DATABASE_URL'] ?? ''
    if (given !== '') return given
    const server = await provideServer({
      podlinkFolder: PODLINK_FOLDER,
      searchPath: process.env['PATH'] ?? '',
      report: console.log,
    })
    const running = await startPrivateServer({ folder: join(demo.folder, 'mysql'), server })
    stopServer = running.stop
    return running.adminUrl
  }

  async function count(sql: string): Promise<number> {
    const [rows] = await database.query(`SELECT COUNT(*) AS number FROM ${sql}`)
    return (rows as { number: number }[])[0]!.number
  }

  it('runs to its end after an earlier one was killed at a random moment', () => {
    expect(run.stderr).toContain('second sync')
    expect(run.code).toBe(0)
  })

  it('says what the tables hold', async () => {
    expect(summary.outcomes.matched).toBe(await count('employee_podfactory_mapping'))
    expect(summary.outcomes.review).toBe(
      await count("review_cases WHERE status = 'open' AND kind = 'podfactory_user'"),
    )
    expect(summary.tables.activityLogs).toBe(await count('activity_logs'))
    expect(summary.tables.auditRows).toBe(await count('auth0_employee_mapping_audit'))
    expect(summary.tables.accountsLinked).toBe(
      await count('employees WHERE auth0_user_id IS NOT NULL'),
    )
    expect(summary.tables.accountsLoggedIn).toBe(
      await count('auth0_user_mapping WHERE last_login IS NOT NULL'),
    )
    expect(summary.tables.auth0Writes['create_user']).toBe(100)
  })

  it('gives every user one outcome, and links nobody to somebody else', async () => {
    const { matched, review, unmatched, sharedAccounts } = summary.outcomes
    const truth = new Map(
      sampleCompany(new Date()).truth.map((one) => [String(one.podfactoryUserId), one.employeeId]),
    )
    const [rows] = await database.query(
      'SELECT podfactory_user_id AS user, employee_id AS employee FROM employee_podfactory_mapping',
    )
    const links = rows as { user: string; employee: number }[]

    expect(links.filter((link) => truth.get(link.user) !== link.employee)).toEqual([])
    expect(matched + review + unmatched + sharedAccounts).toBe(truth.size)
    expect(matched / truth.size).toBeGreaterThan(0.9)
  })

  it('finds nothing to change the second time', () => {
    expect(summary.tablesChangedBySecondSync).toEqual([])
    expect(summary.secondSync.changes).toBe(0)
  })

  it('puts the employee into the tokens of employees and of nobody else', () => {
    const { loggedIn, signedUp, tokensNamingEmployee, strangers, strangersNamed } = summary.people
    expect(tokensNamingEmployee).toBe(loggedIn + signedUp)
    expect(strangers).toBe(5)
    expect(strangersNamed).toBe(0)
  })

  it('answers the customer’s three compliance questions with their own queries', async () => {
    const document = readFileSync(
      join(import.meta.dirname, '../../store/compliance-queries.sql'),
      'utf8',
    )
    const queries = document
      .replace(/^--.*\n/gm, '')
      .trim()
      .split(/;\s*/)
      .filter(Boolean)

    const answers: unknown[][] = []
    for (const query of queries) {
      const [rows] = await database.query(`${query};`)
      answers.push(rows as unknown[])
    }

    const [neverUsed, withoutAccount, withoutPodfactory] = answers.map((rows) => rows.length)
    expect(neverUsed).toBe(0)
    expect(withoutAccount).toBe(
      await count('employees WHERE auth0_user_id IS NULL AND is_active = 1'),
    )
    expect(withoutPodfactory).toBe(
      await count(
        'employees WHERE is_active = 1 AND id NOT IN (SELECT employee_id FROM employee_podfactory_mapping)',
      ),
    )
  })

  it('leaves no process behind', () => {
    expect(leftOver).toEqual([])
  })
})
