import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fillSmall } from '../sync/apply/fill-lab.ts'
import { openSyncLab, type SyncLab } from '../sync/apply/open-sync-lab.ts'
import { catchCommand, type TestCommand } from './catch-command.ts'

let lab: SyncLab
let folder: string
let command: TestCommand

beforeEach(async () => {
  lab = await openSyncLab()
  await fillSmall(lab)
  folder = await mkdtemp(join(tmpdir(), 'special-'))
  command = catchCommand(() => ({ DATABASE_URL: lab.test.url }))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
  await lab.close()
})

const podlink = (...words: readonly string[]) => command.run(...words)

async function write(...lines: readonly string[]): Promise<string> {
  const file = join(folder, 'special.csv')
  await writeFile(file, ['podfactory_user_id,employee_id,reason', ...lines].join('\n'))
  return file
}

const stored = () =>
  lab.test.query(
    'SELECT podfactory_user_id AS user, employee_id AS employee, reason, created_by FROM special_mappings ORDER BY 1',
  )

describe('podlink special', () => {
  it('shows first, then makes the table as the file says, and the next sync links by it before any rule', async () => {
    const file = await write('1003,4,"seasonal, shared login"', '1004,3,married')

    expect(await podlink('special', 'import', file)).toBe(2)
    expect(await stored()).toEqual([])
    expect(await podlink('special', 'import', file, '--apply', '--by', 'maria')).toBe(0)
    await lab.run()

    expect(await stored()).toEqual([
      { user: '1003', employee: 4, reason: 'seasonal, shared login', created_by: 'cli:maria' },
      { user: '1004', employee: 3, reason: 'married', created_by: 'cli:maria' },
    ])
    const pairs = await lab.test.query(
      `SELECT podfactory_user_id AS user, employee_id AS employee, rule FROM employee_podfactory_mapping
       WHERE rule = 'special-mapping' ORDER BY 1`,
    )
    expect(pairs).toEqual([
      { user: '1003', employee: 4, rule: 'special-mapping' },
      { user: '1004', employee: 3, rule: 'special-mapping' },
    ])
    expect(await podlink('special', 'list')).toBe(0)
    expect(command.printed()).toContain('seasonal, shared login')
  })

  it('changes and removes what the file no longer says, with a line of history each, and nothing again', async () => {
    await podlink('special', 'import', await write('1003,4,a', '1004,3,b'), '--apply')
    const file = await write('1003,3,c')

    expect(await podlink('special', 'import', file, '--apply')).toBe(0)
    expect(await stored()).toMatchObject([{ user: '1003', employee: 3, reason: 'c' }])
    const lines = await lab.test.query(
      `SELECT podfactory_user_id AS user, reason FROM auth0_employee_mapping_audit
       WHERE action = 'special_mapping_changed' ORDER BY id`,
    )
    expect(lines).toEqual([
      { user: '1003', reason: 'added' },
      { user: '1004', reason: 'added' },
      { user: '1003', reason: 'changed' },
      { user: '1004', reason: 'removed' },
    ])
    const dump = await lab.dump()
    expect(await podlink('special', 'import', file, '--apply')).toBe(0)
    expect(await podlink('special', 'import', file)).toBe(0)
    expect(await lab.dump()).toEqual(dump)
  })

  it.each([
    ['a number that is no employee', ['1003,4,a', '1004,77,b'], '77'],
    ['no reason', ['1003,4,'], 'line 2: column "reason" is empty'],
    ['a name for a number', ['1003,John Doe,a'], 'line 2: column "employee_id" is no number'],
    ['one user twice', ['1003,4,a', '1003,3,b'], 'line 3: column "podfactory_user_id"'],
  ])('refuses a file with %s, and writes nothing of it', async (_what, lines, message) => {
    expect(await podlink('special', 'import', await write(...lines), '--apply')).toBe(1)

    expect(command.failed()).toContain(message)
    expect(command.failed()).not.toContain('John Doe')
    expect(await stored()).toEqual([])
  })
})
