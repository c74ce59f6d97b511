import type { Plan } from '../plan.ts'

/** A token bucket: `burst` at once, refilled with `sustained` in every `perMs`. */
export type BucketRule = {
  readonly name: string
  readonly burst: number
  readonly sustained: number
  readonly perMs: 1_000 | 60_000
  readonly covers: (method: string, path: string) => boolean
}

/** `global` covers every request and is asked first; then the first of `endpoints` that covers the request. */
export type PlanRules = {
  readonly global: BucketRule | null
  readonly endpoints: readonly BucketRule[]
}

type Figures = readonly [burst: number, sustained: number]

function anywhere(name: string, figures: Figures, perMs: BucketRule['perMs']): BucketRule {
  const [burst, sustained] = figures
  return { name, burst, sustained, perMs, covers: () => true }
}

function endpoint(
  name: string,
  where: { readonly methods: readonly string[]; readonly path: RegExp },
  figures: Figures,
): BucketRule {
  const { methods, path } = where
  return {
    ...anywhere(name, figures, 60_000),
    covers: (method, requestPath) => methods.includes(method) && path.test(requestPath),
  }
}

const readUsers = { methods: ['GET'], path: /^\/api\/v2\/(users|users-by-email)(\/|$)/ }
const writeUsers = { methods: ['POST', 'PATCH'], path: /^\/api\/v2\/users(\/[^/]+)?$/ }
const deleteUsers = { methods: ['DELETE'], path: /^\/api\/v2\/users\/[^/]+$/ }
const readClients = { methods: ['GET'], path: /^\/api\/v2\/clients(\/|$)/ }
const readConnections = { methods: ['GET'], path: /^\/api\/v2\/connections(\/|$)/ }
const readLogs = { methods: ['GET'], path: /^\/api\/v2\/logs(\/|$)/ }
const readTemplates = { methods: ['GET'], path: /^\/api\/v2\/email-templates(\/|$)/ }
const writeTemplates = {
  methods: ['POST', 'PATCH', 'DELETE'],
  path: /^\/api\/v2\/email-templates(\/|$)/,
}

const smallerTemplates: readonly BucketRule[] = [
  endpoint('Read email templates', readTemplates, [10, 50]),
  endpoint('Write email templates', writeTemplates, [5, 25]),
]

const selfService: PlanRules = {
  global: null,
  endpoints: [
    endpoint('Read Users', readUsers, [40, 500]),
    endpoint('Write Users', writeUsers, [20, 200]),
    endpoint('Delete Users', deleteUsers, [20, 200]),
    endpoint('Read Clients', readClients, [5, 100]),
    endpoint('Read Connections', readConnections, [5, 50]),
    endpoint('Read Logs', readLogs, [10, 100]),
    ...smallerTemplates,
    anywhere('All other endpoints combined', [10, 150], 60_000),
  ],
}

const enterpriseEndpoints: readonly BucketRule[] = [
  endpoint('Read email templates', readTemplates, [15, 150]),
  endpoint('Write email templates', writeTemplates, [10, 100]),
]

/**
 * The published figures of each plan for the endpoints this tenant models (auth0-facts 4.6; the tables of Auth0's pages
 * rate-limit-configurations/{free-public, essentials-professional-b2b, enterprise-public}).
 */
export const planRules: Readonly<Record<Plan, PlanRules>> = {
  free: { global: anywhere('Global', [2, 2], 1_000), endpoints: smallerTemplates },
  essentials: selfService,
  professional: selfService,
  enterprise: { global: anywhere('Global', [50, 16], 1_000), endpoints: enterpriseEndpoints },
  'enterprise-staging': {
    global: anywhere('Global', [10, 2], 1_000),
    endpoints: enterpriseEndpoints,
  },
}
