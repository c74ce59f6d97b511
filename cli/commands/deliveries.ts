import { Command } from 'commander'
import pc from 'picocolors'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Store } from '../../store/open-store.ts'
import {
  findDeadLetter,
  type KeptLetter,
  readDeadLetters,
} from '../../store/tables/dead-letters.ts'
import { reading } from '../../store/transaction.ts'
import type { ReceiverDeps } from '../../webhook/receiver-deps.ts'
import { openLetter, type Replay, replayDeadLetter } from '../../webhook/replay-dead-letter.ts'
import { toConfig } from '../config/to-config.ts'
import { EXIT } from '../exit-codes.ts'
import { RECEIVER_SECTIONS, toReceiverDeps } from '../receiver-deps.ts'
import type { Session } from '../session.ts'
import { renderTable } from '../table.ts'
import { withStore } from '../with-store.ts'

type ListOptions = { readonly replayed?: boolean; readonly json?: boolean }
type ReplayOptions = { readonly all?: boolean; readonly json?: boolean }

const LISTED_MAX = 500
const EXPLAINED: Readonly<Record<Replay, string>> = {
  recorded: 'recorded now',
  duplicate: 'was recorded before',
  ignored: 'tells podlink nothing, and waits no longer',
  sealed: 'cannot be opened: not kept, older than 14 days, or sealed with another DEAD_LETTER_KEY',
  misunderstood: 'is still not understood, and waits on',
}

/** `podlink deliveries`: what came and could not be processed. */
export function deliveriesCommand(session: Session): Command {
  return new Command('deliveries')
    .description('Deliveries that could not be understood, kept with their reason.')
    .addHelpText('after', '\nExample:\n  podlink deliveries list')
    .addCommand(listCommand(session))
    .addCommand(showCommand(session))
    .addCommand(replayCommand(session))
}

function listCommand(session: Session): Command {
  return new Command('list')
    .description('List those that wait, oldest first. Reads only.')
    .option('--replayed', 'those that were replayed as well')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink deliveries list --json')
    .action(async (options: ListOptions) => {
      const { database } = toConfig(session.env, ['database'])
      const wanted = { limit: LISTED_MAX, withReplayed: options.replayed === true }
      const letters = await withStore(database, (store) =>
        reading(store, (db) => readDeadLetters(db, wanted)),
      )
      console.log(
        options.json === true ? JSON.stringify({ letters: letters.map(toLine) }) : render(letters),
      )
    })
}

function showCommand(session: Session): Command {
  return new Command('show')
    .description('Show one with what was sent, which can hold personal data. Reads only.')
    .argument('<number>', 'its number in the list')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink deliveries show 12')
    .action(async (text: string, options: { readonly json?: boolean }) => {
      const config = toConfig(session.env, RECEIVER_SECTIONS)
      await withStore(config.database, async (store) => {
        const letter = await find(store, text)
        const body = openLetter(letter, toReceiverDeps(config, store).deadLetterKey)
        const line = { ...toLine(letter), body }
        if (options.json === true) console.log(JSON.stringify(line))
        else console.log(`${render([letter])}\n\n${body ?? pc.dim(EXPLAINED.sealed)}`)
      })
    })
}

function replayCommand(session: Session): Command {
  return new Command('replay')
    .description(
      'Record what one, or all, say, if podlink understands them now. Again changes nothing.',
    )
    .argument('[number]', 'its number in the list')
    .option('--all', 'every one that waits')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink deliveries replay --all')
    .action(async (text: string | undefined, options: ReplayOptions) => {
      if ((text === undefined) === (options.all !== true)) {
        throw new PodlinkError('CONFIG_INVALID', 'Say which delivery: its number, or --all.', {
          fix: '`podlink deliveries list` shows the numbers.',
        })
      }
      const config = toConfig(session.env, RECEIVER_SECTIONS)
      await withStore(config.database, (store) => {
        const deps = toReceiverDeps(config, store)
        return replay(session, deps, text, options.json === true)
      })
    })
}

async function replay(
  session: Session,
  deps: ReceiverDeps,
  text: string | undefined,
  isJson: boolean,
): Promise<void> {
  const { store } = deps
  const wanted = { limit: LISTED_MAX, withReplayed: false }
  const letters =
    text === undefined
      ? await reading(store, (db) => readDeadLetters(db, wanted))
      : [await find(store, text)]
  const replays: { readonly number: number; readonly outcome: Replay }[] = []
  for (const letter of letters) {
    const outcome = await replayDeadLetter(deps, letter)
    replays.push({ number: letter.id, outcome })
    if (!isJson) console.log(`${letter.id}  ${EXPLAINED[outcome]}`)
  }
  if (isJson) console.log(JSON.stringify({ replays }))
  else if (letters.length === 0) console.log(pc.green('Nothing waits.'))
  const isLeft = replays.some(({ outcome }) => outcome === 'sealed' || outcome === 'misunderstood')
  if (isLeft) session.exitCode = EXIT.failed
}

async function find(store: Store, text: string): Promise<KeptLetter> {
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0
  const letter = await reading(store, (db) => findDeadLetter(db, id))
  if (letter !== null) return letter
  throw new PodlinkError('CONFIG_INVALID', 'There is no delivery with that number.', {
    fix: '`podlink deliveries list` shows the numbers.',
  })
}

function toLine({ id, deliveryId, source, reason, body, receivedAt, replayedAt }: KeptLetter) {
  return {
    number: id,
    deliveryId,
    source,
    reason,
    receivedAt: receivedAt.toISOString(),
    isBodyKept: body !== null,
    replayedAt: replayedAt?.toISOString() ?? null,
  }
}

function render(letters: readonly KeptLetter[]): string {
  if (letters.length === 0) return pc.green('Nothing waits.')
  return renderTable(
    ['number', 'received', 'from', 'why it was not recorded', 'bytes', 'replayed'],
    letters
      .map(toLine)
      .map((line) => [
        String(line.number),
        line.receivedAt,
        line.source,
        line.reason,
        line.isBodyKept ? 'kept' : 'none',
        line.replayedAt ?? '',
      ]),
  )
}
