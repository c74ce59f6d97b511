import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import pc from 'picocolors'
import { readAnswerSheet, type WrittenAnswer } from '../../../sync/review/answers-csv.ts'
import { type AnswerOutcome, recordAnswers } from '../../../sync/review/record-answers.ts'
import { toConfig } from '../../config/to-config.ts'
import { EXIT } from '../../exit-codes.ts'
import { readInputFile } from '../../read-input-file.ts'
import type { Session } from '../../session.ts'
import { renderTable } from '../../table.ts'
import { withStore } from '../../with-store.ts'
import { whoAnswers } from './case-number.ts'

type Options = { readonly apply?: boolean; readonly by?: string; readonly json?: boolean }
type Row = { readonly answer: WrittenAnswer; readonly outcome: AnswerOutcome }

/** `podlink review import`: records a filled-in table, after showing what it says. */
export function importCommand(session: Session): Command {
  return new Command('import')
    .description(
      'Show what a filled-in CSV file decides; --apply records it, all of it or nothing.',
    )
    .argument('<file>', 'the file that `podlink review export` wrote')
    .option('--apply', 'record what the preview shows')
    .option('--by <name>', 'who decided; this machine’s login unless said')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink review import reviews.csv\n  podlink review import reviews.csv --apply --by maria',
    )
    .action(async (file: string, options: Options) => {
      const { database } = toConfig(session.env, ['database'])
      const answers = readAnswerSheet(await readInputFile(file))
      await withStore(database, async (store) => {
        const { isRecorded, outcomes } = await recordAnswers(
          { store, now: () => new Date(), newId: randomUUID },
          answers,
          { by: whoAnswers(options.by), apply: options.apply === true },
        )
        const rows = answers.flatMap((answer, index): readonly Row[] => {
          const outcome = outcomes[index]
          return outcome === undefined ? [] : [{ answer, outcome }]
        })
        print(rows, options, isRecorded)
        if (outcomes.some(({ kind }) => kind === 'problem')) session.exitCode = EXIT.failed
        else if (!isRecorded && rows.length > 0) session.exitCode = EXIT.changes
      })
    })
}

function print(rows: readonly Row[], options: Options, isRecorded: boolean): void {
  if (options.json === true) {
    const answers = rows.map(({ answer, outcome }) => ({ ...answer, outcome }))
    return console.log(JSON.stringify({ answers, isRecorded }))
  }
  if (rows.length === 0) return console.log('The file holds no decision.')
  console.log(renderTable(['line', 'case', 'decision', 'employees', ''], rows.map(toRow)))
  const bad = rows.filter(({ outcome }) => outcome.kind === 'problem').length
  if (bad > 0) return console.log(`\n${pc.red(`${bad} cannot be recorded`)}: correct them first.`)
  console.log(
    isRecorded
      ? `\n${pc.green(`${rows.length} recorded.`)} The next \`podlink sync --apply\` carries them out.`
      : `\n${rows.length} would be recorded; --apply does it.`,
  )
}

function toRow({ answer, outcome }: Row): readonly string[] {
  const head = [String(answer.line), String(answer.caseId), answer.decision.replaceAll('_', ' ')]
  if (outcome.kind === 'problem') return [...head, '', `${outcome.problem} ${outcome.fix}`]
  const named = outcome.entries.flatMap(({ employeeId }) => employeeId ?? [])
  return [...head, named.map((id) => `#${id}`).join(' '), '']
}
