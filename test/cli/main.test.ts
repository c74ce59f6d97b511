import type { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { COMMANDS } from '../../cli/commands.ts'
import { main } from '../../cli/main.ts'

const printed = { out: '', err: '' }

beforeEach(() => {
  printed.out = ''
  printed.err = ''
  vi.spyOn(console, 'log').mockImplementation(
    (text: unknown) => void (printed.out += `${String(text)}\n`),
  )
  vi.spyOn(console, 'error').mockImplementation(
    (text: unknown) => void (printed.err += `${String(text)}\n`),
  )
  vi.spyOn(process.stdout, 'write').mockImplementation(
    (text) => (printed.out += String(text)) !== '',
  )
  vi.spyOn(process.stderr, 'write').mockImplementation(
    (text) => (printed.err += String(text)) !== '',
  )
})
afterEach(() => vi.restoreAllMocks())

const podlink = (line: string, env = {}) =>
  main(['node', 'podlink', ...line.split(' ').filter(Boolean)], env)

/** Every command that does something, by its words. */
function leaves(command: Command, words: string): readonly (readonly [string, Command])[] {
  const own = words === '' ? [] : [words]
  if (command.commands.length === 0) return [[words, command]]
  return command.commands.flatMap((child) => leaves(child, [...own, child.name()].join(' ')))
}

const session = { env: {}, exitCode: 0 as const }
const ALL = COMMANDS.flatMap((make) => {
  const command = make(session)
  return leaves(command, command.name())
}).filter(([words]) => words !== 'sandbox run')

describe('the command line', () => {
  it.each(ALL.map(([words]) => words))(
    'podlink %s explains itself with an example',
    async (words) => {
      expect(await podlink(`${words} --help`)).toBe(0)

      expect(printed.out).toContain('Usage: podlink')
      expect(printed.out).toMatch(/Examples?:\n/)
      expect(printed.out).toContain('--json')
    },
  )

  it.each([
    ['', 'Usage'],
    ['revie', 'Did you mean review'],
    ['compliance --only nonsense', 'Allowed choices'],
    ['provision', 'podlink provision --missing'],
    ['provision --missing --limit 0', 'whole number'],
    ['provision off', '--by'],
    ['sandbox fault add nonsense', 'reset-after'],
    ['sandbox fault add slow --probability 2', 'at most 1'],
    ['sandbox fault add slow --count 0', 'whole number'],
    ['sandbox fault add slow --delay 3', '500ms'],
    ['sandbox clock --advance -2h', '2h'],
    ['sandbox tenant --port 99999', '65535'],
    ['sandbox tenant --plan gold', 'enterprise-staging'],
  ])('answers wrong usage `%s` with 64 and says what is right', async (line, hint) => {
    expect(await podlink(line)).toBe(64)

    expect(printed.err).toContain(hint)
  })

  it.each([
    'compliance',
    'sync',
    'worker',
    'serve',
    'migrate',
    'provision --missing',
    'tenant deploy',
    'review list',
  ])('podlink %s names every missing variable and what to do', async (line) => {
    expect(await podlink(line)).toBe(1)

    expect(printed.err).toContain('CONFIG_INVALID')
    expect(printed.err).toMatch(/[A-Z_]{6,} is not set\./)
    expect(printed.err).toContain('What to do:')
  })

  it('says what to do about a database that is down, and never shows its password', async () => {
    const env = { DATABASE_URL: 'mysql://podlink:hush-hush@127.0.0.1:1/productivity' }

    expect(await podlink('compliance', { ...env, LOG_LEVEL: 'debug' })).toBe(1)

    expect(printed.err).toContain('STORE_UNREACHABLE')
    expect(printed.err).toContain('DATABASE_URL')
    expect(printed.err).not.toContain('hush-hush')
  })

  it.each([
    'mysql://root:hush#hush@127.0.0.1:3306/x',
    'mysql://root:hush@127.0.0.1:99999/x',
    'mysql://root:hush@[::bad/x',
  ])('refuses the address %s without repeating it', async (url) => {
    expect(await podlink('compliance', { DATABASE_URL: url })).toBe(1)

    expect(printed.err).toContain('percent-encoded')
    expect(printed.err).not.toContain('hush')
  })

  it.each(['fault list', 'fault add slow', 'fault clear', 'clock', 'env'])(
    'podlink sandbox %s says how to start a world when none runs',
    async (line) => {
      expect(await podlink(`sandbox ${line} --world nowhere`)).toBe(1)

      expect(printed.err).toContain('nowhere')
      expect(printed.err).toContain('podlink sandbox tenant')
    },
  )

  it('fails the doctor when something is wrong, and lists each thing with its fix', async () => {
    expect(await podlink('doctor --json')).toBe(1)

    const { findings } = JSON.parse(printed.out) as {
      findings: { state: string; fix: string | null }[]
    }
    expect(findings.length).toBeGreaterThan(5)
    expect(findings.every(({ state, fix }) => state === 'wrong' && fix !== null)).toBe(true)
  })
})
