import { Command, Option } from 'commander'
import { PodlinkError } from '../../kernel/errors.ts'
import { readPendingMigrations } from '../../store/migrate.ts'
import type { Store } from '../../store/open-store.ts'
import { toConfig } from '../config/to-config.ts'
import { RECEIVER_SECTIONS, toReceiverDeps } from '../receiver-deps.ts'
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
      const config = toConfig(session.env, RECEIVER_SECTIONS)
      const { database, receiver } = config
      const { createReceiver } = await import('../../webhook/app.ts')
      const { forgetOldBodies } = await import('../../webhook/forget-old-bodies.ts')
      const { serve } = await import('../../webhook/serve.ts')
      await withStore(
        database,
        async (store) => {
          await refuseOldTables(store)
          const deps = toReceiverDeps(config, store)
          const { log } = deps
          const app = createReceiver(deps)
          const server = await serve(app, {
            host: receiver.RECEIVER_HOST,
            port: receiver.RECEIVER_PORT,
          })
          const url = `http://${receiver.RECEIVER_HOST}:${server.port}`
          console.log(JSON.stringify({ ready: true, url }))
          log.info({ port: server.port }, 'receiver is ready')
          const cleaning = forgetOldBodies(deps)
          await aborted(stopSignal({ withParent: options.stopWithParent === true }))
          cleaning.stop()
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
