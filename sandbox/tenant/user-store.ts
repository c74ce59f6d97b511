import type { UserRecord } from './tenant-state.ts'

/** Why an account changed: nobody knows whether a bare login counts as an update, so listeners are told. */
export type UserChangeCause = 'write' | 'login'

export type UserChange = {
  /** Undefined for a new account. */
  readonly before: UserRecord | undefined
  /** Undefined for a deleted account. */
  readonly after: UserRecord | undefined
  readonly cause: UserChangeCause
}

/** The accounts by id, in the order they came, with what a login looks them up by. */
export type UserStore = {
  readonly size: number
  readonly get: (userId: string) => UserRecord | undefined
  readonly has: (userId: string) => boolean
  readonly keys: () => IterableIterator<string>
  readonly values: () => IterableIterator<UserRecord>
  readonly set: (userId: string, user: UserRecord, cause?: UserChangeCause) => void
  readonly delete: (userId: string) => boolean
  /** Exact; every connection. */
  readonly withEmail: (email: string) => readonly UserRecord[]
  /** The account of a connection with this address or user name, in any case. */
  readonly withLogin: (connection: string, login: string) => UserRecord | undefined
  /** Calls the listener after every change, in order. */
  readonly onChange: (listener: (change: UserChange) => void) => void
}

function loginKeys(user: UserRecord): string[] {
  return [user.email, user.username]
    .filter((login) => login !== undefined)
    .map((login) => loginKey(user.connection, login))
}

function loginKey(connection: string, login: string): string {
  return `${connection}\n${login.toLowerCase()}`
}

/** Ids under keys; a key may have several ids, kept in order of arrival. */
function createIndex() {
  const ids = new Map<string, Set<string>>()
  return {
    find: (key: string): readonly string[] => [...(ids.get(key) ?? [])],
    add: (key: string, id: string) => {
      const held = ids.get(key)
      if (held === undefined) ids.set(key, new Set([id]))
      else held.add(id)
    },
    remove: (key: string, id: string) => {
      const held = ids.get(key)
      held?.delete(id)
      if (held?.size === 0) ids.delete(key)
    },
  }
}

/** An empty store. */
export function createUserStore(): UserStore {
  const users = new Map<string, UserRecord>()
  const emails = createIndex()
  const logins = createIndex()
  const listeners: ((change: UserChange) => void)[] = []

  const unindex = (user: UserRecord | undefined): void => {
    if (user === undefined) return
    if (user.email !== undefined) emails.remove(user.email, user.user_id)
    for (const key of loginKeys(user)) logins.remove(key, user.user_id)
  }
  const index = (user: UserRecord): void => {
    if (user.email !== undefined) emails.add(user.email, user.user_id)
    for (const key of loginKeys(user)) logins.add(key, user.user_id)
  }
  const tell = (change: UserChange): void => {
    for (const listener of listeners) listener(change)
  }
  const found = (ids: readonly string[]): readonly UserRecord[] =>
    ids.flatMap((id) => users.get(id) ?? [])

  return {
    get size() {
      return users.size
    },
    get: (userId) => users.get(userId),
    has: (userId) => users.has(userId),
    keys: () => users.keys(),
    values: () => users.values(),
    set: (userId, user, cause = 'write') => {
      const before = users.get(userId)
      unindex(before)
      users.set(userId, user)
      index(user)
      tell({ before, after: user, cause })
    },
    delete: (userId) => {
      const before = users.get(userId)
      if (before === undefined) return false
      unindex(before)
      users.delete(userId)
      tell({ before, after: undefined, cause: 'write' })
      return true
    },
    withEmail: (email) => found(emails.find(email)),
    withLogin: (connection, login) => found(logins.find(loginKey(connection, login)))[0],
    onChange: (listener) => void listeners.push(listener),
  }
}
