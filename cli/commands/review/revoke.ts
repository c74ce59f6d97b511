import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../../../kernel/errors.ts'
import { revokeAnswer } from '../../../sync/review/revoke-answer.ts'
import { toConfig } from '../../config/to-config.ts'
import type { Session } from '../../session.ts'
import { withStore } from '../../with-store.ts'
import { toCaseNumber, whoAnswers } from './case-number.ts'
import { noCase } from './show.ts'

type Options = { readonly by?: string; readonly json?: boolean }

/** `podlink review revoke`: takes an answer back. */
export function revokeCommand(session: Session): Command {
  return new Command('revoke')
    .description('Take the answer to a case back; the next sync decides anew.')
    .argument('<case>', 'its number', toCaseNumber)
    .option('--by <name>', 'who takes it back; this machine’s login unless said')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink review revoke 12')
    .action(async (number: number, options: Options) => {
      const { database } = toConfig(session.env, ['database'])
      const outcome = await withStore(database, (store) =>
        revokeAnswer(
          { store, now: () => new Date(), newId: randomUUID },
          number,
          whoAnswers(options.by),
        ),
      )
      if (outcome.kind === 'no_case') throw noCase(number)
      if (outcome.kind !== 'revoked') {
        throw new PodlinkError('CONFIG_INVALID', `No answer to case ${number} stands.`, {
          fix: `\`podlink review show ${number}\` shows what was answered.`,
        })
      }
      if (options.json === true) return console.log(JSON.stringify(outcome))
      const pair = outcome.isUnlinked ? ' The link it made is gone.' : ''
      const next = outcome.isAskedAgain
        ? 'The question is open again.'
        : 'The next `podlink sync --apply` decides anew.'
      console.log(`${pc.green('Taken back.')}${pair} ${next}`)
    })
}
