import type { Command } from 'commander'
import { complianceCommand } from './commands/compliance.ts'
import { migrateCommand } from './commands/migrate.ts'
import { reviewCommand } from './commands/review.ts'
import type { Session } from './session.ts'

/** Every subcommand, in the order of the help. */
export const COMMANDS: readonly ((session: Session) => Command)[] = [
  reviewCommand,
  complianceCommand,
  migrateCommand,
]
