import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../../cli/main.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'

let test: TestStore
let printed = ''

beforeEach(async () => {
  test = await openTestStore()
  await test.query(
    "INSERT INTO employees (id, name, email, is_active) VALUES (1, 'Ana', 'ana@colorecommerce.us', 1), (2, 'Bo', 'bo@colorecommerce.us', 1)",
  )
  printed = ''
  vi.spyOn(console, 'log').mockImplementation(
    (text: unknown) => void (printed += `${String(text)}\n`),
  )
})
afterEach(async () => {
  vi.restoreAllMocks()
  await test.close()
})

const podlink = (line: string) =>
  main(['node', 'podlink', ...line.split(' ')], { DATABASE_URL: test.url })
const jobs = async () => (await test.query('SELECT id FROM account_jobs')).length

describe('podlink provision', () => {
  it('shows what it would do with exit code 2, and writes nothing', async () => {
    expect(await podlink('provision --missing --json')).toBe(2)

    expect(JSON.parse(printed)).toMatchObject({
      outcome: 'planned',
      accounts: 2,
      employeeIds: [1, 2],
    })
    expect(await jobs()).toBe(0)
  })

  it('asks once for every account, however often it is told to', async () => {
    expect(await podlink('provision --missing --limit 1 --apply')).toBe(0)
    expect(await podlink('provision --missing --apply')).toBe(0)
    expect(await podlink('provision --missing --apply')).toBe(0)

    expect(await jobs()).toBe(2)
  })

  it('is stopped by the kill switch with exit code 3, and by nothing once that is on again', async () => {
    expect(await podlink('provision off --by maria')).toBe(0)
    expect(await podlink('provision --missing --apply')).toBe(3)
    expect(await jobs()).toBe(0)

    expect(await podlink('provision on --by maria')).toBe(0)
    expect(await podlink('provision --missing --apply')).toBe(0)

    expect(await jobs()).toBe(2)
    expect(
      await test.query(
        "SELECT actor, reason FROM auth0_employee_mapping_audit WHERE action = 'setting_changed'",
      ),
    ).toEqual([
      { actor: 'cli:maria', reason: 'provisioning' },
      { actor: 'cli:maria', reason: 'provisioning' },
    ])
  })
})
