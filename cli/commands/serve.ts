import { randomUUID } from 'node:crypto'
import { Command, Option } from 'commander'
import { PodlinkError } from '../../kernel/errors.ts'
import { createLogger } from '../../kernel/log.ts'
import { readPendingMigrations } from '../../store/migrate.ts'
import type { Store } from '../../store/open-store.ts'
import { toConfig } from '../config/to-config.ts'
import { toMatchSettings } from '../config/to-match-settings.ts'
import type { Session } from '../session.ts'
import { aborted, stopSignal } from '../until-stopped.ts'
import { withStore } from '../with-store.ts'

/** Senders give up long before; a database that froze is answered with 503 then. */
const QUERY_TIMEOUT_MS = 5_000

/** `podlink serve`: the receiver, until it is asked to stop. */
export function serveCommand(session: Session): Command {
  return new Command('serve')
    .description('Receive what the Actions send and record it.')
    .option('--json', 'print JSON lines, as it always does')
    .addOption(new Option('--stop-with-parent').hideHelp())
    .addHelpText('after', '\nExample:\n  RECEIVER_PORT=8787 podlink serve')
    .action(async (options: { stopWithParent?: boolean }) => {
      const { database, logging, receiver, accounts, matching } = toConfig(session.env, [
        'database',
        'logging',
        'receiver',
        'accounts',
        'matching',
      ])
      const { createReceiver } = await import('../../webhook/app.ts')
      const { serve } = await import('../../webhook/serve.ts')
      const log = createLogger({ part: 'receiver', level: logging.LOG_LEVEL })
      await withStore(
        database,
        async (store) => {
          await refuseOldTables(store)
          const key = receiver.DEAD_LETTER_KEY
          const app = createReceiver({
            store,
            secrets: receiver.WEBHOOK_SECRETS,
            connectionsAllowed: accounts.AUTH0_CONNECTIONS_ALLOWED,
            deadLetterKey: key === 'none' ? null : Buffer.from(key, 'base64'),
            matchSettings: toMatchSettings(
              matching.COMPANY_EMAIL_DOMAINS,
              accounts.STATION_SUFFIXES,
            ),
            now: () => new Date(),
            newId: randomUUID,
            log,
          })
          const server = await serve(app, {
            host: receiver.RECEIVER_HOST,
            port: receiver.RECEIVER_PORT,
          })
          const url = `http://${receiver.RECEIVER_HOST}:${server.port}`
          console.log(JSON.stringify({ ready: true, url }))
          log.info({ port: server.port }, 'receiver is ready')
          await aborted(stopSignal({ withParent: options.stopWithParent === true }))
          await server.stop()
          log.info('receiver stopped')
        },
        { queryTimeoutMs: QUERY_TIMEOUT_MS },
      )
    })
}

async function refuseOldTables(store: Store): Promise<void> {
  const pending = await readPendingMigrations(store)
  if (pending.length === 0) return
  throw new PodlinkError(
    'STORE_SCHEMA',
    `podlink’s tables are not up to date: ${pending.join(', ')}.`,
    {
      fix: 'Run `podlink migrate` with an account that may create tables.',
    },
  )
}
