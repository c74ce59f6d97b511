import { vi } from 'vitest'
import { main } from '../../cli/main.ts'

/** The command as a test runs it: in this process, with what it prints caught. */
export type TestCommand = {
  /** Runs it with these words and returns its exit code; what was printed before is forgotten. */
  readonly run: (...words: readonly string[]) => Promise<number>
  readonly printed: () => string
  readonly failed: () => string
}

/** Catches what is printed until the mocks are restored. */
export function catchCommand(env: () => Readonly<Record<string, string>>): TestCommand {
  let printed = ''
  let failed = ''
  vi.spyOn(console, 'log').mockImplementation(
    (text: unknown) => void (printed += `${String(text)}\n`),
  )
  vi.spyOn(console, 'error').mockImplementation(
    (text: unknown) => void (failed += `${String(text)}\n`),
  )
  return {
    run: (...words) => {
      printed = ''
      failed = ''
      return main(['node', 'podlink', ...words], { LOG_LEVEL: 'fatal', ...env() })
    },
    printed: () => printed,
    failed: () => failed,
  }
}
