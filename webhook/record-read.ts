import { createHash } from 'node:crypto'
import type { AccountRead, RecordReads } from '../kernel/account-read.ts'
import type { DeliveryId } from '../kernel/ids.ts'
import { inBatches } from '../store/batches.ts'
import { type Auth0User, findAuth0Users } from '../store/tables/auth0-user-mapping.ts'
import { reading } from '../store/transaction.ts'
import type { AccountEvent } from './account-event.ts'
import { applyFacts, hasSameFacts } from './apply-facts.ts'
import { recordInGroups } from './record-in-groups.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

type Deps = Pick<ReceiverDeps, 'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId'>

/**
 * Records accounts as Auth0 showed them, by the path of the deliveries; what is known already is not written again, and
 * finding that out takes one query for some hundred accounts. Of accounts with one address the first given comes first.
 */
export function recordReads(deps: Deps): RecordReads {
  const record = recordInGroups(deps)
  return async (reads) => {
    let recorded = 0
    await inBatches(reads, async (batch) => {
      for (const round of toRounds(await findNews(deps, batch))) {
        const recordings = round.map(({ read, event }) =>
          record({ told: event, parsed: toParsed(read) }),
        )
        for (const outcome of await Promise.allSettled(recordings)) {
          if (outcome.status === 'rejected') throw outcome.reason
          recorded += 1
        }
      }
    })
    return { recorded, unchanged: reads.length - recorded }
  }
}

type News = { readonly read: AccountRead; readonly event: AccountEvent }

/** Those at once that cannot claim one employee: of several with one address, the first in the list is linked first. */
function toRounds(news: readonly News[]): readonly (readonly News[])[] {
  const rounds: News[][] = []
  const seen = new Map<string, number>()
  for (const one of news) {
    const { email } = one.event
    const turn = email === null ? 0 : (seen.get(email) ?? 0)
    if (email !== null) seen.set(email, turn + 1)
    const round = rounds[turn] ?? []
    round.push(one)
    rounds[turn] = round
  }
  return rounds
}

async function findNews(deps: Deps, reads: readonly AccountRead[]): Promise<readonly News[]> {
  const ids = reads.map(({ userId }) => userId)
  const users = await reading(deps.store, (db) => findAuth0Users(db, ids))
  const stored = new Map(users.map((user) => [user.auth0UserId, user]))
  return reads
    .map((read) => ({ read, event: toEvent(read) }))
    .filter(({ event }) => {
      const user = stored.get(event.userId)
      return user === undefined || !isKnown(user, event)
    })
}

function isKnown(stored: Auth0User, event: AccountEvent): boolean {
  const { user, life } = applyFacts(stored, event)
  if (life !== 'same') return life === 'former'
  return hasSameFacts(user, stored)
}

function toEvent(read: AccountRead): AccountEvent {
  const { readAt, updatedAt, lastLogin, ...account } = read
  return {
    ...account,
    kind: 'account',
    deliveryId: idOf(read),
    source: 'catch_up',
    evidence: 'read',
    type: 'account_read',
    occurredAt: updatedAt,
    knownUntil: readAt,
    loggedInAt: lastLogin,
    held: {},
  }
}

/** The names of the Management API, as those who look at a delivery know them. */
function toParsed(read: AccountRead): string {
  return JSON.stringify({
    user: { id: read.userId, email: read.email, email_verified: read.isEmailVerified },
    blocked: read.isBlocked,
    connection: read.connection,
    created_at: read.createdAt.toISOString(),
    updated_at: read.updatedAt.toISOString(),
    last_login: read.lastLogin?.toISOString() ?? null,
  })
}

/** The same for the same state of the same account, however often it is read. */
function idOf({ userId, updatedAt }: AccountRead): DeliveryId {
  const state = createHash('sha256').update(`${updatedAt.toISOString()} ${userId}`).digest('hex')
  return `read_${state.slice(0, 32)}` as DeliveryId
}
