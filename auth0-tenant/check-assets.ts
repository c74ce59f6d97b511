import { z } from 'zod'
import type { Asset } from './assets.ts'

/** Something the files say that must not be sent. `fix` says what to do; no value of a secret is named. */
export type AssetFinding = {
  readonly asset: string
  readonly problem: string
  readonly fix: string
}

/** What each machine of podlink needs of the Auth0 Management API for its job, and may not exceed. */
export const JOB_SCOPES: Readonly<Record<string, readonly string[]>> = {
  // update:users covers metadata, role membership and verification mails; delete:users is for the undo alone, read:logs
  // for catch-up.
  'podlink worker': [
    'create:users',
    'read:users',
    'update:users',
    'delete:users',
    'read:roles',
    'read:logs',
  ],
  'podlink sync': ['read:users', 'read:logs'],
}

// auth0-facts: limits of Actions.
const CODE_BYTES_MAX = 100_000
const SECRETS_MAX = 30
const SECRET_NAME_MAX = 128
const SECRET_VALUE_MAX = 4_096
const DEPENDENCIES_MAX = 10
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Fields of applications and streams that hold addresses people or events are sent to. */
const URL_FIELDS = ['callbacks', 'allowed_logout_urls', 'web_origins', 'allowed_origins']

const action = z.looseObject({
  code: z.string(),
  secrets: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  dependencies: z.array(z.unknown()).default([]),
})
const grant = z.looseObject({
  client_id: z.string(),
  audience: z.string(),
  scope: z.array(z.string()),
})
const urls = z.array(z.string()).catch([])
const stream = z.looseObject({
  sink: z.object({ httpEndpoint: z.string() }).optional(),
  destination: z.object({ configuration: z.object({ webhook_endpoint: z.string() }) }).optional(),
})

/**
 * Finds what the platform would refuse half-way through a deploy, or take and be less safe for: an Action over its
 * limits, a machine with more scopes than its job, an address without TLS. An empty list means that it may be sent.
 */
export function checkAssets(
  assets: readonly Asset[],
  options: { readonly managementAudience: string; readonly isSandbox: boolean },
): readonly AssetFinding[] {
  return assets.flatMap((asset) => {
    const findings = findingsOf(asset, options)
    return findings.map(([problem, fix]) => ({
      asset: `${asset.kind} ${asset.name}`,
      problem,
      fix,
    }))
  })
}

type Finding = readonly [problem: string, fix: string]

function findingsOf(
  { kind, body }: Asset,
  options: { readonly managementAudience: string; readonly isSandbox: boolean },
): readonly Finding[] {
  switch (kind) {
    case 'actions':
      return overLimits(action.parse(body))
    case 'clientGrants':
      return overScoped(grant.parse(body), options.managementAudience)
    case 'clients':
      return URL_FIELDS.flatMap((field) =>
        urls.parse(body[field]).flatMap((url) => unsafeUrl(field, url, options.isSandbox)),
      )
    case 'eventStreams':
    case 'logStreams': {
      const { sink, destination } = stream.parse(body)
      const endpoint = sink?.httpEndpoint ?? destination?.configuration.webhook_endpoint
      return endpoint === undefined ? [] : unsafeUrl('endpoint', endpoint, options.isSandbox)
    }
    default:
      return []
  }
}

function overLimits({ code, secrets, dependencies }: z.infer<typeof action>): readonly Finding[] {
  const bytes = Buffer.byteLength(code)
  const limits: readonly (readonly [boolean, string, string])[] = [
    [
      bytes > CODE_BYTES_MAX,
      `has ${bytes} bytes of code`,
      'Auth0 takes 100 kB; move code to the receiver.',
    ],
    [secrets.length > SECRETS_MAX, `has ${secrets.length} secrets`, `Auth0 takes ${SECRETS_MAX}.`],
    [
      dependencies.length > DEPENDENCIES_MAX,
      `has ${dependencies.length} dependencies`,
      `Auth0 takes ${DEPENDENCIES_MAX}.`,
    ],
    ...secrets.flatMap(({ name, value }): (readonly [boolean, string, string])[] => [
      [
        name.length > SECRET_NAME_MAX,
        `names a secret with ${name.length} characters`,
        'Auth0 takes 128.',
      ],
      [
        value.length > SECRET_VALUE_MAX,
        `has too long a value for ${name}`,
        'Auth0 takes 4,096 characters.',
      ],
    ]),
  ]
  return limits.flatMap(([isOver, problem, fix]) => (isOver ? [[problem, fix] as const] : []))
}

function overScoped(
  { client_id: client, audience, scope }: z.infer<typeof grant>,
  managementAudience: string,
): readonly Finding[] {
  if (audience !== managementAudience) return []
  const needed = JOB_SCOPES[client]
  if (needed === undefined) {
    return [['opens the Management API to a client without a job', 'Name its job in JOB_SCOPES.']]
  }
  const extra = scope.filter((one) => !needed.includes(one))
  if (extra.length === 0) return []
  return [[`grants more than the job needs: ${extra.join(', ')}`, 'Take these scopes away.']]
}

function unsafeUrl(field: string, text: string, isSandbox: boolean): readonly Finding[] {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) return [[`${field} holds something that is no address`, 'Correct it.']]
  if (url.protocol === 'https:') return []
  const isHere = url.protocol === 'http:' && LOOPBACK.has(url.hostname)
  if (isHere && isSandbox) return []
  return [
    [
      `${field} sends people or events to an address without TLS (${url.protocol}//${url.hostname})`,
      isHere
        ? 'Give the https:// address, or set TENANT_ENVIRONMENT=dev for a tenant of your own.'
        : 'Give the https:// address.',
    ],
  ]
}
