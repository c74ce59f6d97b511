import { Command } from 'commander'
import type { Session } from '../session.ts'
import { answerCommands } from './review/answer.ts'
import { exportCommand } from './review/export.ts'
import { importCommand } from './review/import.ts'
import { listCommand } from './review/list.ts'
import { revokeCommand } from './review/revoke.ts'
import { showCommand } from './review/show.ts'

/** `podlink review`: what the rules leave to a person, and what he decides. */
export function reviewCommand(session: Session): Command {
  const review = new Command('review')
    .description('What the rules leave to a person. Answers take effect with the next sync.')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink review list\n  podlink review confirm 12 --employee 42',
    )
    .addCommand(listCommand(session))
    .addCommand(showCommand(session))
  for (const command of answerCommands(session)) review.addCommand(command)
  return review
    .addCommand(revokeCommand(session))
    .addCommand(exportCommand(session))
    .addCommand(importCommand(session))
}
