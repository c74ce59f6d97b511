/** Does the work for one item, alone or together with others, and returns what came of this one. */
export type GroupedWork<Item, Result> = (item: Item) => Promise<Result>

export type GroupLimits = {
  /** Items in one group at most. */
  readonly sizeMax: number
  /** Groups under way at once at most. */
  readonly groupsMax: number
  /** Whether a failure would meet every item alike: then nobody is tried again. */
  readonly isShared: (error: unknown) => boolean
}

type Waiting<Item, Result> = {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Groups items in the order they come, so that more of them are done together the more come at once. Nobody waits for
 * company: an item that finds a place free is begun in the next turn of the event loop, with what was read until then, and
 * whatever comes while all places are taken is the next group. `work` does a group wholly or not at all, and answers in its
 * order. A group that fails is halved and tried again until only those fail that fail alone.
 */
export function groupWork<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: GroupLimits,
): GroupedWork<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let underWay = 0
  const begin = () => {
    while (underWay < limits.groupsMax && waiting.length > 0) void runNext()
  }
  const runNext = async () => {
    underWay += 1
    await settle(work, limits, waiting.splice(0, limits.sizeMax))
    underWay -= 1
    begin()
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // Once whatever has arrived by now is read: items that come in one go are one group.
      setImmediate(begin)
    })
}

/** Never rejects: each failure goes to the items it is of. */
async function settle<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: GroupLimits,
  group: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await work(group.map(({ item }) => item))
    if (results.length !== group.length) throw new TypeError('groupWork: one result per item')
    for (const [index, result] of results.entries()) group[index]?.resolve(result)
  } catch (error) {
    if (group.length === 1 || limits.isShared(error)) {
      for (const { reject } of group) reject(error)
      return
    }
    const middle = Math.ceil(group.length / 2)
    await settle(work, limits, group.slice(0, middle))
    await settle(work, limits, group.slice(middle))
  }
}
