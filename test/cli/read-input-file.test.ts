import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readInputFile } from '../../cli/read-input-file.ts'
import { catchCommand } from './catch-command.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'input-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

it('reads a file', async () => {
  const path = join(folder, 'users.csv')
  await writeFile(path, 'id\n1\n')

  const { name, bytes } = await readInputFile(path)
  expect(name).toBe(path)
  expect(Buffer.from(bytes).toString()).toBe('id\n1\n')
})

it.each([
  ['no such file', 'missing.csv', 'is not there'],
  ['a folder', '.', 'is a folder'],
  ['a file in the place of a folder', 'users.csv/e.csv', 'is not there'],
])('says of %s what it is', async (_what, path, expected) => {
  await writeFile(join(folder, 'users.csv'), 'id\n')

  await expect(readInputFile(join(folder, path))).rejects.toMatchObject({
    code: 'CONFIG_INPUT_FILE',
    message: expect.stringContaining(expected) as unknown,
  })
})

it('refuses a file that is too large before it reads it', async () => {
  const path = join(folder, 'large.csv')
  const file = await open(path, 'w')
  // Without a byte of it on the disk.
  await file.truncate(600_000_000)
  await file.close()

  await expect(readInputFile(path)).rejects.toMatchObject({
    code: 'CONFIG_INPUT_FILE',
    message: `${path} is larger than 500 MB`,
  })
})

it('never lets the name of a file steer the terminal', async () => {
  const command = catchCommand(() => ({}))
  const path = join(folder, '\u001b[31mred\u202e\u009b0m.csv')

  expect(await command.run('match', '--employees', path, '--users', path)).toBe(1)

  expect(command.failed()).toContain('[31mred')
  expect(command.failed()).not.toContain('\u001b[31mred')
  expect(command.failed()).not.toMatch(/[\u202e\u009b]/)
})
