import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync, copyFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** One file for each wall of the house, with the import that would break it. */
const BREAKS: readonly (readonly [file: string, line: string])[] = [
  ['kernel/a.ts', "import '../store/open-store.ts'"],
  ['kernel/b.ts', "import 'mysql2'"],
  ['store/a.ts', "import '../webhook/app.ts'"],
  ['store/b.ts', "import '../sync/match/match-people.ts'"],
  ['store/tables/c.ts', "import '../../accounts/worker.ts'"],
  ['webhook/a.ts', "import '../accounts/worker.ts'"],
  ['webhook/b.ts', "import '../sync/run-sync.ts'"],
  ['webhook/c.ts', "import 'mysql2/promise'"],
  ['webhook/d.ts', "import 'kysely'"],
  ['webhook/contract/a.ts', "import 'node:fs/promises'"],
  ['webhook/contract/b.ts', "import 'hono'"],
  ['webhook/contract/c.ts', 'export const at = Date.now()'],
  ['sync/a.ts', "import '../webhook/app.ts'"],
  ['sync/apply/b.ts', "import '../../accounts/worker.ts'"],
  ['sync/apply/c.ts', "import 'kysely'"],
  ['sync/match/a.ts', "import '../../store/open-store.ts'"],
  ['sync/match/b.ts', "import 'node:fs'"],
  ['sync/match/c.ts', 'export const dice = Math.random()'],
  ['sync/match/d.ts', "export const page = fetch('https://example.test')"],
  ['sync/decide/a.ts', "import '../source/podfactory-source.ts'"],
  ['sync/match/e.ts', "import '../../webhook/app.ts'"],
  ['sync/match/f.ts', "import '../../kernel/log.ts'"],
  ['sync/match/g.ts', "import '../report.ts'"],
  ['sync/match/h.ts', "import 'prom-client'"],
  ['sync/decide/b.ts', "import '../run-sync.ts'"],
  ['sync/decide/c.ts', "import '../../webhook/record-event.ts'"],
  ['sync/decide/d.ts', "import '../../actions/deliver.ts'"],
  ['sync/decide/e.ts', "import { openStore } from '../../store/open-store.ts'\nopenStore"],
  ['webhook/contract/d.ts', "import '../record-event.ts'"],
  ['webhook/contract/e.ts', "import '../../sync/run-sync.ts'"],
  ['accounts/a.ts', "import '../sync/run-sync.ts'"],
  ['accounts/b.ts', "import 'mysql2'"],
  ['sandbox/a.ts', "import '../accounts/worker.ts'"],
  ['sandbox/b.ts', "import 'auth0'"],
  ['auth0-tenant/a.ts', "import '../store/open-store.ts'"],
  ['auth0-tenant/b.ts', "import 'auth0/users'"],
  ['actions/a.ts', "import 'zod'"],
  ['actions/b.ts', "import '../kernel/errors.ts'"],
  ['actions/c.ts', "import 'node:fs'"],
  ['cli/a.ts', "import 'mysql2'"],
  ['store/d.ts', 'export const home = process.env'],
]

describe('the walls of the house', () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'podlink-lint-'))
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    copyFileSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [file, line] of BREAKS) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), `${line}\n`)
    }
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('stand: the linter refuses every import that would break one', () => {
    const report = lint(folder)

    const refused = new Set(
      report.filter((entry) => entry.code.includes('no-restricted')).map((entry) => entry.filename),
    )
    expect([...BREAKS.map(([file]) => file)].filter((file) => !refused.has(file))).toEqual([])
  })
})

type Diagnostic = { readonly code: string; readonly filename: string }

function lint(folder: string): readonly Diagnostic[] {
  const oxlint = join(ROOT, 'node_modules/.bin/oxlint')
  const output = run(oxlint, ['--format', 'json', '.'], folder)
  return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics
}

/** The linter's exit status says that it found something, which is what the test wants. */
function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 50_000_000,
    })
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout)
  }
}
