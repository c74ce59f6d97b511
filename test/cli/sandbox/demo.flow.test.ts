import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { PODLINK_FOLDER } from '../../../cli/sandbox/world-folder.ts'
import { sampleCompany } from '../../../cli/sandbox/demo.ts'
import type { Summary } from '../../../cli/sandbox/summary.ts'

const PROGRAM = join(import.meta.dirname, '../../../cli/podlink.mjs')
/** A world of its own, so that a demo somebody has open is left alone. */
const NAME = 'flowtest'
const FOLDER = join(PODLINK_FOLDER, NAME)

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

function startDemo(env: Readonly<Record<string, string | undefined>>) {
  const child = spawn(process.execPath, [PROGRAM, 'demo', '--once', '--json', '--name', NAME], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = new Promise<Run>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }))
  })
  return { child, ended }
}

describe('the demo', () => {
  const killAfterMs = randomInt(500, 50_000)
  let summary: Summary
  let run: Run
  let database: Awaited<ReturnType<typeof createConnection>>

  beforeAll(async () => {
    console.log(`killing the first demo after ${killAfterMs} ms`)
    const first = startDemo({ DATABASE_URL: undefined })
    await Promise.race([sleep(killAfterMs), first.ended])
    first.child.kill('SIGKILL')
    await first.ended
    await untilNothingRuns()

    run = await startDemo({ DATABASE_URL: inject('adminUrl') }).ended
    summary = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as Summary
    database = await createConnection({ uri: inject('adminUrl'), database: `podlink_${NAME}` })
  })

  afterAll(async () => {
    await database.query(`DROP DATABASE podlink_${NAME}`)
    await database.query(`DROP DATABASE podlink_${NAME}_podfactory`)
    await database.query(`DROP USER IF EXISTS 'podlink_${NAME}'@'%', 'podlink_${NAME}_reader'@'%'`)
    await database.end()
    rmSync(FOLDER, { recursive: true, force: true })
  })

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

  it('leaves no process behind', async () => {
    expect(await untilNothingRuns()).toEqual([])
  })
})

/** Processes that belong to this world, by command line or environment; waits up to 20 s for them to end. */
async function untilNothingRuns(): Promise<readonly string[]> {
  for (let attempt = 0; ; attempt += 1) {
    const left = processes().filter((one) => one.includes(FOLDER) || one.includes(`--name ${NAME}`))
    if (left.length === 0 || attempt === 100) return left
    await sleep(200)
  }
}

function processes(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const read = (file: string) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
        return [`${pid} ${read('cmdline')} ${read('environ')}`]
      } catch {
        return []
      }
    })
}
