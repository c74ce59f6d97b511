import { readablePath } from './readable-path.ts'

/** What goes wrong with an answer of the tenant. */
export const answerFaults = [
  'rate-limited',
  'server-error',
  'server-error-after',
  'unavailable',
  'reset-before',
  'reset-after',
  'slow',
  'stale-search',
] as const

/** What goes wrong with something the tenant sends. */
export const deliveryFaults = ['duplicate', 'reorder', 'lose'] as const

export const faultKinds = [...answerFaults, ...deliveryFaults] as const

export type FaultKind = (typeof faultKinds)[number]

/** Who sends: an Action with `fetch`, an event stream, a log stream. */
export const deliverySources = ['action', 'event-stream', 'log-stream'] as const

export type DeliverySource = (typeof deliverySources)[number]

export type FaultWish = {
  readonly kind: FaultKind
  /**
   * Which requests: `<METHOD> <path>` with `*` for any text and ids as people write them (`PATCH /api/v2/users/auth0|*`,
   * `* /api/v2/*`), any path of the tenant; or which deliveries: `action`, `event-stream`, `log-stream`. `*` means all.
   */
  readonly at: string
  /** How many more times; without it until removed. */
  readonly count?: number | undefined
  /** Above 0 and at most 1; without it every time. */
  readonly probability?: number | undefined
  /**
   * Milliseconds of the tenant's clock: how long `slow` waits, `reorder` and the copy of `duplicate` are held back, how
   * far away the end of `rate-limited` is, and how far behind `stale-search` is (at most an hour).
   */
  readonly delayMs?: number | undefined
}

export type Fault = FaultWish & { readonly id: string; readonly hits: number }

/** Faults on demand; the first one that is meant for a request and falls to it is the one that happens. */
export type Faults = {
  readonly add: (wish: FaultWish) => Fault
  /** In order of adding; one that is used up is gone. */
  readonly list: () => readonly Fault[]
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  /** `path` without its query, percent-encoded or not. */
  readonly drawForRequest: (method: string, path: string) => Fault | null
  readonly drawForDelivery: (source: DeliverySource) => Fault | null
}

/** Whether the kind spoils an answer; otherwise it spoils a delivery. */
export function isAnswerFault(kind: FaultKind): boolean {
  return answerFaults.some((name) => name === kind)
}

function pattern(at: string): RegExp {
  const source = at
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`)
}

/** Only a search can be stale, so that a count is not used up by other requests. */
function canHappenAt(kind: FaultKind, method: string, path: string): boolean {
  if (kind === 'stale-search') return method === 'GET' && /^\/api\/v2\/users\/?$/.test(path)
  return isAnswerFault(kind)
}

/** `random` gives 0 to 1, so that a test can repeat its faults. */
export function createFaults(random: () => number): Faults {
  let faults: readonly Fault[] = []
  let added = 0

  const draw = (
    targets: readonly string[],
    isMeant: (kind: FaultKind) => boolean,
  ): Fault | null => {
    for (const fault of faults) {
      const at = pattern(fault.at)
      if (!isMeant(fault.kind) || !targets.some((target) => at.test(target))) continue
      if (fault.probability !== undefined && random() >= fault.probability) continue
      const hit = { ...fault, hits: fault.hits + 1 }
      const isUsedUp = fault.count !== undefined && hit.hits >= fault.count
      faults = faults.flatMap((one) => (one.id !== fault.id ? one : isUsedUp ? [] : hit))
      return hit
    }
    return null
  }
  return {
    add: (wish) => {
      const fault = { ...wish, id: `fault-${++added}`, hits: 0 }
      faults = [...faults, fault]
      return fault
    },
    list: () => faults,
    remove: (id) => {
      const left = faults.filter((one) => one.id !== id)
      const isFound = left.length < faults.length
      faults = left
      return isFound
    },
    clear: () => void (faults = []),
    drawForRequest: (method, path) =>
      draw([`${method} ${readablePath(path)}`, `${method} ${path}`], (kind) =>
        canHappenAt(kind, method, path),
      ),
    drawForDelivery: (source) => draw([source], (kind) => !isAnswerFault(kind)),
  }
}
