import { describe, expect, it } from 'vitest'
import { CALL_SCOPES } from '../../accounts/auth0-errors.ts'
import type { Asset, AssetKind, JsonObject } from '../../auth0-tenant/assets.ts'
import { checkAssets, JOB_SCOPES } from '../../auth0-tenant/check-assets.ts'

const managementAudience = 'https://acme.eu.auth0.com/api/v2/'
const asset = (kind: AssetKind, body: JsonObject): Asset => ({ kind, name: 'one', body })
const problems = (kind: AssetKind, body: JsonObject, isSandbox = false) =>
  checkAssets([asset(kind, body)], { managementAudience, isSandbox }).map(({ problem }) => problem)
const actionOf = (change: JsonObject) => ({ code: 'exports.x = 1', ...change })
const secret = (name: string, value: string) => ({ name, value })

describe('checkAssets', () => {
  it('lets an Action at its limits pass and no larger one', () => {
    const secrets = (count: number) =>
      Array.from({ length: count }, (_, at) => secret(`S${at}`, 'x'.repeat(4_096)))

    expect(
      problems('actions', actionOf({ code: 'x'.repeat(100_000), secrets: secrets(30) })),
    ).toEqual([])
    expect(problems('actions', actionOf({ code: 'x'.repeat(100_001) }))).toHaveLength(1)
    expect(problems('actions', actionOf({ secrets: secrets(31) }))).toHaveLength(1)
    expect(problems('actions', actionOf({ secrets: [secret('A', 'x'.repeat(4_097))] }))).toEqual([
      'has too long a value for A',
    ])
    expect(problems('actions', actionOf({ secrets: [secret('A'.repeat(129), 'x')] }))).toHaveLength(
      1,
    )
    expect(
      problems('actions', actionOf({ dependencies: Array<string>(11).fill('x') })),
    ).toHaveLength(1)
  })

  it('names every scope of a machine that its job does not need', () => {
    const grant = (client_id: string, scope: readonly string[], audience = managementAudience) =>
      problems('clientGrants', { client_id, audience, scope })

    expect(grant('podlink sync', ['read:users', 'read:logs'])).toEqual([])
    expect(grant('podlink sync', ['read:users', 'update:users', 'delete:users'])).toEqual([
      'grants more than the job needs: update:users, delete:users',
    ])
    expect(grant('somebody else', ['read:users'])).toHaveLength(1)
    expect(grant('somebody else', ['read:orders'], 'https://shop/api')).toEqual([])
  })

  it('knows exactly the scopes that the calls of the worker need', () => {
    expect([...(JOB_SCOPES['podlink worker'] ?? [])].sort()).toEqual(
      [...new Set(Object.values(CALL_SCOPES))].sort(),
    )
  })

  it.each(['callbacks', 'allowed_logout_urls', 'web_origins', 'allowed_origins'])(
    'refuses %s without TLS, and lets those of this machine pass in development alone',
    (field) => {
      const client = (url: string) => ({ [field]: [url] })

      expect(problems('clients', client('https://a.example/callback'))).toEqual([])
      expect(problems('clients', client('http://localhost:8788/'))).toHaveLength(1)
      expect(problems('clients', client('http://localhost:8788/'), true)).toEqual([])
      expect(problems('clients', client('http://a.example/'), true)).toHaveLength(1)
      expect(problems('clients', client('a.example'))).toHaveLength(1)
    },
  )

  it('refuses an endpoint of a stream without TLS', () => {
    const configuration = { webhook_endpoint: 'http://a.example/' }

    expect(problems('eventStreams', { destination: { configuration } })).toHaveLength(1)
    expect(problems('logStreams', { sink: { httpEndpoint: 'http://a.example/' } })).toHaveLength(1)
    expect(problems('logStreams', { sink: { httpEndpoint: 'https://a.example/' } })).toEqual([])
  })
})
