import { randomUUID } from 'node:crypto'
import { createLogger } from '../kernel/log.ts'
import type { Store } from '../store/open-store.ts'
import type { ReceiverDeps } from '../webhook/receiver-deps.ts'
import type { Config } from './config/to-config.ts'
import { toMatchSettings } from './config/to-match-settings.ts'

/** What `toConfig` must read for the receiver, in one go, so that everything that is missing is told together. */
export const RECEIVER_SECTIONS = [
  'database',
  'logging',
  'receiver',
  'accounts',
  'matching',
] as const

/** What recording needs, whoever brings what is recorded. */
export function toRecordDeps(
  config: Config<'accounts' | 'matching'>,
  store: Store,
): Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId'> {
  return {
    store,
    connectionsAllowed: config.accounts.AUTH0_CONNECTIONS_ALLOWED,
    matchSettings: toMatchSettings(config),
    now: () => new Date(),
    newId: randomUUID,
  }
}

/** What the receiver works with. */
export function toReceiverDeps(
  config: Config<(typeof RECEIVER_SECTIONS)[number]>,
  store: Store,
): ReceiverDeps {
  const { logging, receiver } = config
  return {
    ...toRecordDeps(config, store),
    secrets: receiver.WEBHOOK_SECRETS,
    streamTokens: receiver.AUTH0_STREAM_TOKEN,
    deadLetterKey: toDeadLetterKey(receiver),
    log: createLogger({ part: 'receiver', level: logging.LOG_LEVEL }),
  }
}

/** 32 bytes, or null when no bytes are kept. */
export function toDeadLetterKey({
  DEAD_LETTER_KEY: key,
}: Config<'deadLetters'>['deadLetters']): Buffer | null {
  return key === 'none' ? null : Buffer.from(key, 'base64')
}
