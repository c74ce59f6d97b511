import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fillSmall } from '../sync/apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from '../sync/apply/open-sync-lab.ts'
import { catchCommand, type TestCommand } from './catch-command.ts'

const ANA = '1003'
let lab: SyncLab
let folder: string
let command: TestCommand

beforeEach(async () => {
  lab = await openSyncLab()
  await fillSmall(lab)
  await lab.run()
  folder = await mkdtemp(join(tmpdir(), 'review-'))
  command = catchCommand(() => ({
    DATABASE_URL: lab.test.url,
    PODFACTORY_DATABASE_URL: lab.podfactory.url,
  }))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
  await lab.close()
})

const podlink = (...words: readonly string[]) => command.run(...words)

async function openCase(subject = ANA): Promise<string> {
  const [row] = await lab.test.query(
    `SELECT id FROM review_cases WHERE subject = ? AND status = 'open'`,
    [subject],
  )
  return String(row?.['id'])
}

async function pairOf(user = ANA) {
  const [row] = await lab.test.query(
    'SELECT employee_id, matched_by, rule FROM employee_podfactory_mapping WHERE podfactory_user_id = ?',
    [user],
  )
  return row
}

async function history() {
  const rows = await lab.test.query(
    `SELECT action, actor, reason FROM auth0_employee_mapping_audit WHERE podfactory_user_id = ? ORDER BY id`,
    [ANA],
  )
  return rows.map(
    ({ action, actor, reason }) => `${String(action)} ${String(actor)} ${String(reason)}`,
  )
}

describe('podlink regress', () => {
  it('passes while the rules ask, and fails when they would link what people said it is not', async () => {
    await podlink('review', 'confirm', await openCase(), '--employee', '4')
    await lab.run()
    expect(await podlink('regress')).toBe(0)
    expect(command.printed()).toContain('would ask about 1')

    // The address of one user was wrong, and a person says so.
    await lab.test.query(
      `INSERT INTO review_decisions (case_id, subject, decision, employee_id, decided_by, decided_at)
       SELECT id, '1002', 'deny', 2, 'cli:maria', NOW(6) FROM review_cases LIMIT 1`,
    )

    expect(await podlink('regress', '--json')).toBe(1)
    expect(JSON.parse(command.printed())).toMatchObject({
      asks: 1,
      contradictions: [{ kind: 'denied', userId: '1002', linked: 2 }],
    })
  })
})

describe('podlink why', () => {
  it('tells what was decided and on what evidence, though the people are gone by now', async () => {
    await podlink('review', 'confirm', await openCase(), '--employee', '4', '--by', 'maria')
    await lab.run()
    await lab.test.query('DELETE FROM employee_podfactory_mapping')
    await lab.test.query('DELETE FROM review_cases')
    await lab.test.query('DELETE FROM activity_logs')
    await lab.test.query('DELETE FROM employees WHERE id IN (3, 4)')

    expect(await podlink('why', ANA)).toBe(0)

    expect(command.printed()).toContain('review decided')
    expect(command.printed()).toContain('cli:maria')
    expect(command.printed()).toContain('manual-decision')
    expect(command.printed()).toMatch(/name +\S+ +Ana Ruiz +Ana Ruiz/)
    expect(await podlink('why', '4', '--employee')).toBe(0)
    expect(command.printed()).toContain('podfactory linked')
    expect(await podlink('why', 'auth0|111')).toBe(0)
    expect(await podlink('why', '77777')).toBe(0)
    expect(command.printed()).toContain('Nothing was ever decided')
    expect(await podlink('why', 'John Doe')).toBe(1)
  })
})

describe('podlink review', () => {
  it('shows a case with every candidate and what was compared', async () => {
    expect(await podlink('review', 'show', await openCase())).toBe(0)

    expect(command.printed()).toContain('Ana Ruiz #3')
    expect(command.printed()).toContain('Ana Ruiz #4')
    expect(command.printed()).toContain('name')
  })

  it('links whom a person confirms at the next sync, by hand, and asks no more', async () => {
    const number = await openCase()
    expect(await podlink('review', 'confirm', number, '--employee', '4', '--by', 'maria')).toBe(0)
    const before = await pairOf()
    await lab.run()

    expect(before).toBeUndefined()
    expect(await pairOf()).toEqual({
      employee_id: 4,
      matched_by: 'manual',
      rule: 'manual-decision',
    })
    expect(await openCase()).toBe('undefined')
    expect(await history()).toEqual([
      'review_opened sync name-ambiguous',
      'review_decided cli:maria confirm',
      'podfactory_linked sync manual-decision',
    ])
    const dump = await lab.dump()
    await lab.run()
    expect(await lab.dump()).toEqual(dump)
  })

  it('keeps who decided, when, why and on what evidence', async () => {
    const number = await openCase()
    await podlink('review', 'confirm', number, '--employee', '4', '--reason', 'asked her')

    const [decision] = await lab.test.query('SELECT * FROM review_decisions')
    expect(decision).toMatchObject({
      subject: ANA,
      decision: 'confirm',
      employee_id: 4,
      decided_by: expect.stringMatching(/^cli:./) as unknown,
      reason: 'asked her',
      revoked_at: null,
    })
    expect(JSON.parse(String(decision?.['evidence']))).toMatchObject({
      reason: 'name-ambiguous',
      candidates: [{ employeeId: expect.any(Number) as unknown }, {}],
    })
  })

  it('never offers again whom a person denied, and links nobody in his place', async () => {
    await podlink('review', 'deny', await openCase(), '--employee', '3')
    await lab.run()

    expect(await pairOf()).toBeUndefined()
    const [asked] = await lab.test.query(
      `SELECT candidates FROM review_cases WHERE subject = ? AND status = 'open'`,
      [ANA],
    )
    expect(JSON.stringify(asked ?? {})).not.toContain('employeeId\\":3')
  })

  it('lets somebody new be nobody until his row is there', async () => {
    await podlink('review', 'new-employee', await openCase())
    await lab.run()

    expect(await pairOf()).toBeUndefined()
    expect(await openCase()).toBe('undefined')
  })

  it('never links what is no person, and never asks about it again', async () => {
    await podlink('review', 'not-a-person', await openCase())
    await lab.run()

    expect(await pairOf()).toBeUndefined()
    expect(await openCase()).toBe('undefined')
  })

  it('takes an answer back with the pair it made, and asks again', async () => {
    const number = await openCase()
    await podlink('review', 'confirm', number, '--employee', '4')
    await lab.run()

    expect(await podlink('review', 'revoke', number, '--by', 'maria')).toBe(0)
    expect(await pairOf()).toBeUndefined()
    await lab.run()

    expect(await openCase()).toMatch(/^\d+$/)
    expect((await history()).slice(-3)).toEqual([
      'decision_revoked cli:maria confirm',
      'podfactory_unlinked cli:maria decision-revoked',
      'review_opened sync name-ambiguous',
    ])
    expect(await podlink('review', 'revoke', number)).toBe(1)
    expect(command.failed()).toContain(`No answer to case ${number} stands.`)
  })

  it('refuses a second answer, a stranger, and a case that is not there, and writes nothing', async () => {
    const number = await openCase()
    const dump = await lab.dump()

    expect(await podlink('review', 'confirm', number)).toBe(1)
    expect(command.failed()).toContain('--employee')
    expect(await podlink('review', 'confirm', number, '--employee', '99')).toBe(1)
    expect(await podlink('review', 'confirm', '99999', '--employee', '3')).toBe(1)
    expect(await podlink('review', 'confirm', 'first', '--employee', '3')).toBe(64)
    expect(await lab.dump()).toEqual(dump)

    await podlink('review', 'deny', number)
    expect(await podlink('review', 'confirm', number, '--employee', '3')).toBe(1)
    expect(command.failed()).toContain('closed')
  })

  it('goes out as a table only its owner can read, and comes back filled in, after a preview', async () => {
    const file = join(folder, 'reviews.csv')
    expect(await podlink('review', 'export', file)).toBe(0)
    const text = await readFile(file, 'utf8')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(text).toContain('#4 Ana Ruiz')
    await writeFile(file, text.replace(/,,,(\r?\n?)$/, ',confirm,4,asked her$1'))
    const dump = await lab.dump()

    expect(await podlink('review', 'import', file)).toBe(2)
    expect(command.printed()).toContain('would be recorded')
    expect(await lab.dump()).toEqual(dump)
    expect(await podlink('review', 'import', file, '--apply')).toBe(0)
    await lab.run()

    expect(await pairOf()).toMatchObject({ employee_id: 4, matched_by: 'manual' })
    expect(await podlink('review', 'import', file, '--apply')).toBe(1)
    expect(command.printed()).toContain('closed')
  })

  it('records nothing of a file of which one answer is wrong', async () => {
    const file = join(folder, 'reviews.csv')
    const number = await openCase()
    await writeFile(file, `case,decision,employee\n${number},confirm,4\n99999,deny,\n`)

    expect(await podlink('review', 'import', file, '--apply')).toBe(1)

    expect(command.printed()).toContain('There is no case 99999.')
    expect(await lab.test.query('SELECT * FROM review_decisions')).toEqual([])
    expect(await openCase()).toBe(number)
  })
})
