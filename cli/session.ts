import type { Environment } from './config/to-config.ts'
import type { ExitCode } from './exit-codes.ts'

/** What one invocation was given, and the exit code it will end with. */
export type Session = { readonly env: Environment; exitCode: ExitCode }
