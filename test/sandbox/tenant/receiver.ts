import type { TenantOptions } from '../../../sandbox/tenant/create-tenant.ts'

/** One request as the receiver saw it. */
type Received = {
  readonly url: string
  readonly headers: Headers
  readonly text: string
  /** The tenant's clock when it arrived. */
  readonly atMs: number
}

type Answer = number | 'unreachable' | 'silent'

/** The outside world of a tenant: it notes every request and answers as it is told. */
export type Receiver = {
  readonly requests: readonly Received[]
  readonly fetch: NonNullable<TenantOptions['fetch']>
  /** What the next requests get, in turn; 204 when there is nothing left. */
  readonly answer: (...answers: readonly Answer[]) => void
  /** What every request gets from now on. */
  readonly alwaysAnswer: (answer: Answer) => void
  /** Gives the receiver the clock of the tenant it belongs to. */
  readonly watch: (clock: { readonly now: () => number }) => void
  /** The bodies, read as JSON. */
  readonly bodies: () => readonly Record<string, unknown>[]
}

export function newReceiver(): Receiver {
  const requests: Received[] = []
  let usual: Answer = 204
  let next: Answer[] = []
  let now = () => 0
  return {
    requests,
    answer: (...answers) => void (next = [...answers]),
    alwaysAnswer: (answer) => void (usual = answer),
    watch: (clock) => void (now = clock.now),
    bodies: () => requests.map(({ text }) => JSON.parse(text) as Record<string, unknown>),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const { url, headers } = request
      // Read from what was passed, so that the request is noted before anything else happens.
      const text = typeof init?.body === 'string' ? init.body : ''
      requests.push({ url, headers, text, atMs: now() })
      const answer = next.shift() ?? usual
      if (answer === 'unreachable') throw new TypeError('fetch failed')
      if (answer === 'silent') return new Promise<Response>(() => undefined)
      return new Response(null, { status: answer })
    },
  }
}
