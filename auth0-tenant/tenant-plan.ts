import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { Asset } from './assets.ts'
import { type AssetChange, compareAssets } from './compare-assets.ts'
import { findHiddenChanges, type SecretTimes } from './deploy-note.ts'

/** What a deploy would write, and what the tenant held when that was found out. Holds no secret. */
export type TenantPlan = {
  readonly version: 1
  readonly domain: string
  readonly changes: readonly AssetChange[]
  /** Of everything a change depends on in the tenant: another value means that it has moved since. */
  readonly foundFingerprint: string
  /** Of domain, changes and what was found: what a person reviews and a deploy is held to. */
  readonly id: string
}

/**
 * The plan from `found` to `wanted`; the order of either does not matter.
 * `secretTimes` says, by Action, when each of its secrets was last written.
 */
export function makePlan(facts: {
  readonly domain: string
  readonly wanted: readonly Asset[]
  readonly found: readonly Asset[]
  readonly secretTimes: SecretTimes
}): TenantPlan {
  const { domain, wanted, found, secretTimes: times } = facts
  const changes = merged([
    ...compareAssets(wanted, found),
    ...findHiddenChanges({ wanted, found, times }),
  ]).toSorted(byKindAndName)
  const ours = new Set(wanted.map(({ kind, name }) => `${kind}\n${name}`))
  const relevant = found.filter(({ kind, name }) => ours.has(`${kind}\n${name}`))
  const foundFingerprint = fingerprint([
    ...relevant.toSorted(byKindAndName).map(({ kind, name, body }) => ({ kind, name, body })),
    Object.fromEntries(
      Object.entries(times)
        .filter(([name]) => ours.has(`actions\n${name}`))
        .map(([name, secrets]) => [name, { ...secrets }]),
    ),
  ])
  const content = { domain, changes, foundFingerprint }
  return { version: 1, ...content, id: planIdOf(content) }
}

/** The id of a plan with this content; one that was edited has another. */
export function planIdOf(
  content: Pick<TenantPlan, 'domain' | 'changes' | 'foundFingerprint'>,
): string {
  const { domain, changes, foundFingerprint } = content
  return fingerprint({ domain, changes: toJson(changes), foundFingerprint }).slice(0, 12)
}

/** One change for each asset. */
function merged(changes: readonly AssetChange[]): readonly AssetChange[] {
  const byAsset = new Map<string, AssetChange>()
  for (const change of changes) {
    const key = `${change.kind}\n${change.name}`
    const known = byAsset.get(key)
    const fields = [...(known?.fields ?? []), ...change.fields]
    byAsset.set(key, { ...change, ...known, fields })
  }
  return [...byAsset.values()]
}

function byKindAndName(left: { kind: string; name: string }, right: typeof left): number {
  const [a, b] = [`${left.kind}\n${left.name}`, `${right.kind}\n${right.name}`]
  return a < b ? -1 : Number(a > b)
}

function toJson(changes: readonly AssetChange[]): Json {
  return changes.map(({ kind, name, action, fields }) => {
    return { kind, name, action, fields: fields.map((field) => ({ ...field })) }
  })
}

function fingerprint(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}
