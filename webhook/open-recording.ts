import type { Auth0UserId } from '../kernel/ids.ts'
import type { StoreTransaction } from '../store/open-store.ts'
import { updateAuth0Facts } from '../store/tables/auth0-user-facts.ts'
import {
  type Auth0User,
  insertUnknownUsers,
  lockAuth0Users,
  unknownUser,
  updateAuth0User,
} from '../store/tables/auth0-user-mapping.ts'
import { appendAudit, type AuditEntry } from '../store/tables/mapping-audit.ts'
import { hasSameFacts, isSameMoment } from './apply-facts.ts'

/** One transaction of the receiver: the users it is about, and what is stored of them when it ends. */
export type Recording = {
  readonly db: StoreTransaction
  /** When what it records was received. */
  readonly at: Date
  /** The user as the events before left him; null when nobody knows him. */
  readonly findUser: (id: Auth0UserId) => Auth0User | null
  /** Whose he is and what he is offered is stored at once, for others look it up; facts alone are stored at the end. */
  readonly storeUser: (user: Auth0User) => Promise<void>
  /** A line of history, stored at the end in the order of the calls. */
  readonly note: (entry: AuditEntry) => void
}

type OpenRecording = Recording & {
  /** Gives those of these users a row whom nobody knew, for what follows is about them. */
  readonly expect: (ids: readonly Auth0UserId[]) => Promise<void>
  /** Stores what is not stored yet; nothing may follow. */
  readonly finish: () => Promise<void>
}

/**
 * Begins a recording: nobody else changes these users until the transaction ends. Every recording takes users first and in
 * the order of their ids, so that two of them never wait for each other in a circle.
 */
export async function openRecording(
  db: StoreTransaction,
  at: Date,
  ids: readonly Auth0UserId[],
): Promise<OpenRecording> {
  const locked = await lockAuth0Users(db, [...new Set(ids)])
  const stored = new Map(locked.map((user) => [user.auth0UserId, user]))
  const current = new Map(stored)
  const changed = new Map<Auth0UserId, Auth0User>()
  const notes: AuditEntry[] = []
  return {
    db,
    at,
    findUser: (id) => current.get(id) ?? null,
    storeUser: async (user) => {
      const id = user.auth0UserId
      current.set(id, user)
      if (hasSameLink(stored.get(id) ?? unknownUser(id), user)) {
        changed.set(id, user)
        return
      }
      await updateAuth0User(db, user)
      stored.set(id, user)
      changed.delete(id)
    },
    note: (entry) => notes.push(entry),
    expect: async (expected) => {
      const unknown = new Set(expected.filter((id) => !stored.has(id)))
      for (const user of await insertUnknownUsers(db, [...unknown])) {
        stored.set(user.auth0UserId, user)
        current.set(user.auth0UserId, user)
      }
    },
    finish: async () => {
      const differ = [...changed.values()].filter(
        (user) =>
          !hasSameFacts(stored.get(user.auth0UserId) ?? unknownUser(user.auth0UserId), user),
      )
      await updateAuth0Facts(db, differ)
      await appendAudit(db, notes)
    },
  }
}

/** Everything but what `updateAuth0Facts` stores. */
function hasSameLink(before: Auth0User, after: Auth0User): boolean {
  return (
    before.employeeId === after.employeeId &&
    before.podlinkRev === after.podlinkRev &&
    before.enrichment === after.enrichment &&
    before.matchedBy === after.matchedBy &&
    before.linkRule === after.linkRule &&
    before.metadataWanted === after.metadataWanted &&
    isSameMoment(before.deletedAt, after.deletedAt)
  )
}
