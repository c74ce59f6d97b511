import type { Clock } from '../../core/clock.ts'
import type { UserRecord } from '../../tenant-state.ts'
import type { UserStore } from '../../user-store.ts'

// How far back the search can be asked to stand.
const rememberedMs = 3_600_000
const pruneAtLength = 1_000

type Change = {
  readonly atMs: number
  readonly userId: string
  readonly before: UserRecord | undefined
}

/** The accounts as the search sees them, which is later than they are (auth0-facts 4.2). */
export type UserSearchView = {
  readonly delayMs: () => number
  /**
   * Each change is seen this long after it happened, deletions included; a longer delay also hides again what was seen.
   * @throws RangeError below zero or above one hour.
   */
  readonly setDelayMs: (delayMs: number) => void
  /** What the search saw `staleByMs` ago (at most an hour), or sees now. */
  readonly users: (staleByMs?: number) => Iterable<UserRecord>
}

/** Follows the store from now on; what is in it already counts as seen. */
export function createUserSearchView(deps: {
  readonly users: UserStore
  readonly clock: Clock
  readonly delayMs: number
}): UserSearchView {
  let delayMs = 0
  let changes: Change[] = []
  let pruneAt = pruneAtLength

  const setDelayMs = (wanted: number): void => {
    if (!(wanted >= 0 && wanted <= rememberedMs)) {
      throw new RangeError(`The search can be 0 to ${rememberedMs} ms late.`)
    }
    delayMs = wanted
  }
  const prune = (): void => {
    const oldestMs = deps.clock.now() - 2 * rememberedMs
    changes = changes.filter(({ atMs }) => atMs > oldestMs)
    pruneAt = Math.max(pruneAtLength, 2 * changes.length)
  }
  /** What the accounts were that have changed since; undefined for one that did not exist. */
  const changedSince = (seenAtMs: number): Map<string, UserRecord | undefined> => {
    const earlier = new Map<string, UserRecord | undefined>()
    for (let index = changes.length - 1; index >= 0; index -= 1) {
      const change = changes[index]
      if (change === undefined || change.atMs <= seenAtMs) break
      earlier.set(change.userId, change.before)
    }
    return earlier
  }

  setDelayMs(deps.delayMs)
  deps.users.onChange(({ before, after }) => {
    const userId = (after ?? before)?.user_id
    if (userId === undefined) return
    changes.push({ atMs: deps.clock.now(), userId, before })
    if (changes.length >= pruneAt) prune()
  })
  return {
    delayMs: () => delayMs,
    setDelayMs,
    users: (staleByMs = 0) => {
      const seenAtMs = deps.clock.now() - delayMs - Math.min(staleByMs, rememberedMs)
      const earlier = changedSince(seenAtMs)
      if (earlier.size === 0) return deps.users.values()
      const kept = [...deps.users.values()].flatMap((user) =>
        earlier.has(user.user_id) ? (earlier.get(user.user_id) ?? []) : user,
      )
      const deleted = [...earlier].flatMap(([userId, before]) =>
        deps.users.has(userId) ? [] : (before ?? []),
      )
      return [...kept, ...deleted]
    },
  }
}
