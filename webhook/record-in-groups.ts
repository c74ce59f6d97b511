import { PodlinkError } from '../kernel/errors.ts'
import type { DeliveryAnswer } from './contract/delivery.ts'
import { groupWork } from './group-work.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { type Delivered, recordEvent, recordGroup } from './record-event.ts'

type Deps = Pick<
  ReceiverDeps,
  'store' | 'connectionsAllowed' | 'matchSettings' | 'now' | 'newId' | 'togetherMax'
>

/**
 * Records one delivery in a transaction of its own or in one with others that came at the same time.
 * @throws PodlinkError STORE_UNREACHABLE or STORE_CONFLICT: nothing of it was stored, the same delivery may come again.
 */
export type RecordDelivery = (delivered: Delivered) => Promise<DeliveryAnswer>

/** As many bodies of 64 KiB, every character escaped, stay within the 16 MiB that a server takes in one statement. */
const TOGETHER_MAX = 64
const GROUPS_MAX = 2
/** With the groups, somewhat over half of the pool's connections: the rest is for whoever only reads. */
const ALONE_MAX = 4

/**
 * Commits deliveries that come at the same time together, each answered once its transaction is committed. One that comes
 * alone waits for nobody, one that takes long holds up no other, and one that cannot be recorded fails alone.
 */
export function recordInGroups(deps: Deps): RecordDelivery {
  const sizeMax = deps.togetherMax ?? TOGETHER_MAX
  if (sizeMax === 1) return (delivered) => recordEvent(deps, delivered.told, delivered.parsed)
  const together = groupWork((group: readonly Delivered[]) => recordGroup(deps, group), {
    sizeMax,
    groupsMax: GROUPS_MAX,
    isShared: isAway,
  })
  const alone = groupWork(
    (group: readonly Delivered[]) =>
      Promise.all(group.map(({ told, parsed }) => recordEvent(deps, told, parsed))),
    { sizeMax: 1, groupsMax: ALONE_MAX, isShared: isAway },
  )
  return async (delivered) => (await together(delivered)) ?? alone(delivered)
}

/** To ask a database that is away again for each of them would only keep it busy when it comes back. */
function isAway(error: unknown): boolean {
  return error instanceof PodlinkError && error.code === 'STORE_UNREACHABLE'
}
