import { Command, CommanderError } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../kernel/errors.ts'
import type { Environment } from './config/to-config.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { COMMANDS } from './commands.ts'
import type { Session } from './session.ts'

/**
 * Runs one command and returns its exit code. Every failure ends here as what happened, where, and what to do;
 * the stack is shown with LOG_LEVEL=debug alone.
 */
export async function main(argv: readonly string[], env: Environment): Promise<ExitCode> {
  const session: Session = { env, exitCode: EXIT.done }
  const program = new Command('podlink')
    .description(
      'Keeps Auth0, PodFactory and the productivity database agreeing on who everybody is.',
    )
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
  for (const command of COMMANDS) program.addCommand(command(session))
  throwOnWrongUsage(program)
  try {
    await program.parseAsync([...argv])
    return session.exitCode
  } catch (error) {
    return explain(error, env)
  }
}

/** Subcommands do not inherit it, so each is told to throw instead of ending the process. */
function throwOnWrongUsage(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) throwOnWrongUsage(child)
}

function explain(error: unknown, env: Environment): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof PodlinkError) {
    const [message, fix] = [withoutControls(error.message), withoutControls(error.fix)]
    console.error(`${pc.red(error.code)} ${message}\n${pc.bold('What to do:')} ${fix}`)
    if (env['LOG_LEVEL'] === 'debug') console.error(framesOf(error))
    return error.code === 'LIMIT_EXCEEDED' ? EXIT.stopped : EXIT.failed
  }
  console.error(pc.red('podlink met an error of its own. Please report it with these lines:'))
  console.error(framesOf(error))
  return EXIT.failed
}

/** Names of files and hosts may hold what would steer the terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, ' ')
}

/** Where it happened, and no message: messages of libraries quote addresses, passwords and rows. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [`${error.name}${code}`, ...frames].join('\n')
}
