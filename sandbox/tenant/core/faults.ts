/** What goes wrong with an answer of the tenant. */
export const answerFaults = [
  'rate-limited',
  'server-error',
  'unavailable',
  'reset-before',
  'reset-after',
  'slow',
  'stale-search',
] as const

/** What goes wrong with something the tenant sends. */
export const deliveryFaults = ['duplicate', 'reorder', 'lose'] as const

export type FaultKind = (typeof answerFaults)[number] | (typeof deliveryFaults)[number]

/** Who sends: an Action with `fetch`, an event stream, a log stream. */
export type DeliverySource = 'action' | 'event-stream' | 'log-stream'

export type FaultWish = {
  readonly kind: FaultKind
  /**
   * Which requests: `<METHOD> <path>` with `*` for any text (`PATCH /api/v2/users/*`, `* /api/v2/*`), or which
   * deliveries: `action`, `event-stream`, `log-stream` or `*`.
   */
  readonly at: string
  /** How many more times; without it until removed. */
  readonly count?: number | undefined
  /** 0 to 1; without it every time. */
  readonly probability?: number | undefined
  /**
   * How long `slow` waits, how long `reorder` holds back and how far behind `stale-search` is (at most an hour), in
   * milliseconds of the tenant's clock.
   */
  readonly delayMs?: number | undefined
}

export type Fault = FaultWish & { readonly id: string; readonly hits: number }

/** Faults on demand; the first one that is meant for a request and falls to it is the one that happens. */
export type Faults = {
  readonly add: (wish: FaultWish) => Fault
  readonly list: () => readonly Fault[]
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  readonly drawForRequest: (method: string, path: string) => Fault | null
  readonly drawForDelivery: (source: DeliverySource) => Fault | null
}

function isAnswerFault(kind: FaultKind): boolean {
  return answerFaults.some((name) => name === kind)
}

// Only the search can be stale: the fault must not be used up by a request it means nothing to.
const searchRequest = 'GET /api/v2/users'

function pattern(at: string): RegExp {
  const source = at
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`)
}

/** `random` gives 0 to 1, so that a test can repeat its faults. */
export function createFaults(random: () => number): Faults {
  let faults: Fault[] = []
  let added = 0

  const draw = (target: string, isMeant: (kind: FaultKind) => boolean): Fault | null => {
    for (const fault of faults) {
      if (!isMeant(fault.kind) || !pattern(fault.at).test(target)) continue
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
    drawForRequest: (method, path) => {
      const target = `${method} ${path}`
      const isSearch = target === searchRequest
      return draw(target, (kind) => isAnswerFault(kind) && (kind !== 'stale-search' || isSearch))
    },
    drawForDelivery: (source) => draw(source, (kind) => !isAnswerFault(kind)),
  }
}
