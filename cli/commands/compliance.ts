import { Command, Option } from 'commander'
import pc from 'picocolors'
import { COMPLIANCE_QUERIES } from '../../store/compliance-queries.ts'
import { runComplianceQuery } from '../../store/run-compliance-query.ts'
import { toConfig } from '../config/to-config.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

const ROWS_SHOWN = 10

/** `podlink compliance`: the three questions an auditor asks, with the customer's own queries. */
export function complianceCommand(session: Session): Command {
  return new Command('compliance')
    .description('Answer the three compliance questions. Reads only.')
    .addOption(
      new Option('--only <query>', 'one of the queries').choices(
        COMPLIANCE_QUERIES.map((query) => query.name),
      ),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink compliance --only employees-without-account')
    .action(async (options: { only?: string; json?: boolean }) => {
      const { database } = toConfig(session.env, ['database'])
      const asked = COMPLIANCE_QUERIES.filter(
        (query) => options.only === undefined || query.name === options.only,
      )
      await withStore(database, async (store) => {
        const answers = []
        for (const query of asked)
          answers.push({ ...query, rows: await runComplianceQuery(store, query.sql) })
        if (options.json === true) {
          console.log(
            JSON.stringify(Object.fromEntries(answers.map((answer) => [answer.name, answer.rows]))),
          )
          return
        }
        for (const { title, rows } of answers) {
          console.log(`${pc.bold(title)}: ${rows.length}`)
          const first = rows[0]
          if (first !== undefined) console.log(showRows(Object.keys(first), rows))
          console.log()
        }
      })
    })
}

function showRows(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => columns.map((column) => toText(row[column])))
  const rest = rows.length - ROWS_SHOWN
  return `${renderTable(columns, shown)}${rest > 0 ? `\n… and ${rest} more (--json shows all)` : ''}`
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}
