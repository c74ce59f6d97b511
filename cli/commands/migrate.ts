import { Command } from 'commander'
import { grantStatements } from '../../store/grants.ts'
import { migrate } from '../../store/migrate.ts'
import { toConfig } from '../config/to-config.ts'
import type { Session } from '../session.ts'
import { withStore } from '../with-store.ts'

/** `podlink migrate`: brings podlink's tables up to date. */
export function migrateCommand(session: Session): Command {
  return new Command('migrate')
    .description('Create or update podlink’s tables in the productivity database.')
    .option(
      '--grants <account>',
      "print the GRANT statements for the account podlink runs under, such as \"'podlink'@'10.0.0.%'\"",
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=mysql://admin:…@db/productivity podlink migrate',
    )
    .action(async (options: { grants?: string; json?: boolean }) => {
      const { database } = toConfig(session.env, ['database'])
      if (options.grants !== undefined) {
        const schema = decodeURIComponent(new URL(database.DATABASE_URL).pathname.slice(1))
        const statements = grantStatements(schema, options.grants, database.COLUMN_MAP)
        console.log(
          options.json === true
            ? JSON.stringify({ statements })
            : statements.map((statement) => `${statement};`).join('\n'),
        )
        return
      }
      await withStore(database, async (store) => {
        const applied = await migrate(store)
        if (options.json === true) console.log(JSON.stringify({ applied }))
        else
          console.log(
            applied.length === 0 ? 'The tables are up to date.' : `Applied: ${applied.join(', ')}`,
          )
      })
    })
}
