import { PodlinkError } from '../../kernel/errors.ts'
import { readExcessRights } from '../../store/inspect-database.ts'
import type { Reader } from '../../store/open-reader.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** PodFactory: its tables can be read with the account, and nothing can be written with it. */
export async function checkPodfactory(
  reader: Reader,
  tables: { readonly users: string; readonly activities: string },
): Promise<readonly Finding[]> {
  try {
    const [row] = await reader.select(
      `SELECT (SELECT COUNT(*) FROM \`${tables.users}\`) AS users, (SELECT COUNT(*) FROM \`${tables.activities}\`) AS activities`,
    )
    const found = `${String(row?.['users'])} users and ${String(row?.['activities'])} activities can be read`
    const excess = await readExcessRights(reader)
    return [
      Number(row?.['users']) > 0
        ? ok('PodFactory', found)
        : warning(
            'PodFactory',
            found,
            'Check that PODFACTORY_DATABASE_URL names the live schema; a sync of nobody is refused.',
          ),
      excess.length === 0
        ? ok('PodFactory account', 'can only SELECT')
        : wrong(
            'PodFactory account',
            `may also ${excess.slice(0, 6).join(', ')}${excess.length > 6 ? ' …' : ''}`,
            'Give podlink an account of its own: GRANT SELECT ON <schema>.* TO <account>; and nothing more.',
          ),
    ]
  } catch (error) {
    if (!(error instanceof PodlinkError)) throw error
    return [wrong('PodFactory', error.message, error.fix)]
  }
}
