import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { Asset, AssetKind, JsonObject } from './assets.ts'
import { type AssetChange, type FieldChange, isHeld } from './compare-assets.ts'
import type { DeployRecord } from './deploy-record.ts'
import { UNDO_DELETES } from './deploy-scopes.ts'
import { HIDDEN_FIELDS, hiddenValue, withHiddenValue } from './hidden-fields.ts'

type Named = { readonly kind: AssetKind; readonly name: string }
type Left = Named & { readonly why: string }

/** What an undo will do, and what it will not. */
export type UndoPlan = {
  /** Fields the deploy changed, back at what they held; nothing else of these assets is written. */
  readonly write: readonly Asset[]
  /** Actions whose earlier version runs again, with its code and its secrets. */
  readonly redeploy: readonly { readonly name: string; readonly versionId: string }[]
  /** Made by the deploy and not changed since; in the order in which they can be deleted. */
  readonly remove: readonly Named[]
  /** What stays as it is now, and why. */
  readonly left: readonly Left[]
}

const REMOVE_ORDER = Object.keys(UNDO_DELETES)
/** What auth0-deploy-cli must be told of an asset beside the fields to change, or it takes for gone what is not named. */
const TOLD_WITH: Readonly<Partial<Record<AssetKind, readonly string[]>>> = {
  resourceServers: ['identifier', 'name'],
  clients: ['name'],
  databases: ['name', 'strategy'],
  clientGrants: ['client_id', 'audience', 'scope'],
  roles: ['name', 'permissions'],
  emailTemplates: ['template', 'body', 'from', 'subject', 'syntax', 'enabled'],
  logStreams: ['name', 'type', 'sink'],
  eventStreams: ['name', 'subscriptions', 'destination'],
}
/** The tool merges these with what the tenant holds, so that only what changes need be told. */
const MERGED = new Set(['databases options'])

/**
 * How the tenant gets back to what it was before a deploy, without touching what the deploy did not change or what
 * somebody changed since: `found` is the tenant of now. `wanted` gives streams the value they prove themselves with.
 */
export function planUndo(facts: {
  readonly record: Pick<DeployRecord, 'changes' | 'before' | 'deployedVersions'>
  readonly found: readonly Asset[]
  readonly wanted: readonly Asset[]
}): UndoPlan {
  const { record, found, wanted } = facts
  const isIn = (assets: readonly Asset[], { kind, name }: Named) =>
    assets.find((asset) => asset.kind === kind && asset.name === name)
  const empty: UndoPlan = { write: [], redeploy: [], remove: [], left: [] }
  const plan = record.changes.reduce<UndoPlan>((sum, change) => {
    const now = isIn(found, change)
    // What is gone, or was never made, needs no undo. A trigger is always there.
    if (now === undefined) return sum
    const wasThere = isIn(record.before, change) !== undefined || change.kind === 'triggers'
    if (!wasThere) return join(sum, undoCreation(change, now))
    if (change.kind === 'actions') return join(sum, undoAction(change, now, record))
    return join(sum, undoFields(change, now, isIn(wanted, change)))
  }, empty)
  return {
    ...plan,
    remove: plan.remove.toSorted(
      (a, b) => REMOVE_ORDER.indexOf(a.kind) - REMOVE_ORDER.indexOf(b.kind),
    ),
  }
}

function join(sum: UndoPlan, part: Partial<UndoPlan>): UndoPlan {
  return {
    write: [...sum.write, ...(part.write ?? [])],
    redeploy: [...sum.redeploy, ...(part.redeploy ?? [])],
    remove: [...sum.remove, ...(part.remove ?? [])],
    left: [...sum.left, ...(part.left ?? [])],
  }
}

function left({ kind, name }: Named, why: string): Partial<UndoPlan> {
  return { left: [{ kind, name, why }] }
}

function undoCreation(change: AssetChange, now: Asset): Partial<UndoPlan> {
  const { kind, name, fields } = change
  if (kind === 'clients') {
    return left(change, 'an application is never deleted; delete it by hand if nobody uses it')
  }
  if (kind === 'databases') {
    return left(change, 'a connection is never deleted, since its users would go with it')
  }
  if (UNDO_DELETES[kind] === undefined) return left(change, 'Auth0 cannot delete it')
  if (!fields.every((field) => isAsDeployed(field, now))) {
    return left(change, 'it was changed since the deploy made it')
  }
  return { remove: [{ kind, name }] }
}

function undoAction(
  change: AssetChange,
  now: Asset,
  { deployedVersions }: Pick<DeployRecord, 'deployedVersions'>,
): Partial<UndoPlan> {
  const versionId = deployedVersions[change.name]
  if (versionId === undefined) return left(change, 'no version of it ran before')
  if (!change.fields.every((field) => isAsDeployed(field, now))) {
    return left(change, 'it was changed since the deploy')
  }
  return { redeploy: [{ name: change.name, versionId }] }
}

function undoFields(change: AssetChange, now: Asset, ours: Asset | undefined): Partial<UndoPlan> {
  const { kind, name } = change
  const hidden = HIDDEN_FIELDS[kind]
  if (hidden !== undefined && ours === undefined) {
    return left(
      change,
      'what it proves itself with cannot be read: undo with AUTH0_STREAM_TOKEN set',
    )
  }
  const reasons: string[] = []
  const values = new Map<string, Json>()
  for (const field of change.fields) {
    const back =
      field.path === hidden ? KEEPS_TOKEN : takeBack(field, valueAt(now.body, field.path))
    if (back.kind === 'left') reasons.push(`${field.path} ${back.why}`)
    else if (back.kind === 'set') values.set(field.path, back.value)
  }
  const kept = reasons.map((why): Left => ({ kind, name, why }))
  if (values.size === 0) return { left: kept }
  const asset: Asset = { kind, name, body: bodyWith(now, values) }
  return {
    write: [ours === undefined ? asset : withHiddenValue(asset, hiddenValue(ours))],
    left: kept,
  }
}

type Back =
  | { readonly kind: 'set'; readonly value: Json }
  | { readonly kind: 'same' }
  | { readonly kind: 'left'; readonly why: string }

const KEEPS_TOKEN: Back = {
  kind: 'left',
  why: 'stays that of this environment: no earlier one can be read',
}

/** What one field is to hold again, given what it holds now. */
function takeBack({ path, before, after }: FieldChange, now: Json | undefined): Back {
  if (isList(after) && isList(now) && (before === null || isList(before))) {
    return takeItemsBack(before ?? [], after, now)
  }
  if (!isHeld(after, now, path)) {
    const isBack = canonicalJson(now ?? null) === canonicalJson(before)
    return isBack ? { kind: 'same' } : { kind: 'left', why: 'was changed since' }
  }
  if (before === null) {
    return { kind: 'left', why: 'was not there before, and Auth0 keeps what is not named' }
  }
  return { kind: 'set', value: before }
}

/** Takes out what the deploy added and puts back what it took; what others added or took stays so. */
function takeItemsBack(
  before: readonly Json[],
  after: readonly Json[],
  now: readonly Json[],
): Back {
  const keysOf = (items: readonly Json[]) => new Set(items.map((item) => canonicalJson(item)))
  const [were, are, present] = [keysOf(before), keysOf(after), keysOf(now)]
  const isIn = (keys: ReadonlySet<string>, item: Json) => keys.has(canonicalJson(item))
  const value = [
    ...now.filter((item) => !isIn(are, item) || isIn(were, item)),
    ...before.filter((item) => !isIn(are, item) && !isIn(present, item)),
  ]
  return canonicalJson(value) === canonicalJson(now) ? { kind: 'same' } : { kind: 'set', value }
}

/** A field that nobody can read counts as left alone. */
function isAsDeployed({ path, after }: FieldChange, { kind, body }: Asset): boolean {
  if (path === HIDDEN_FIELDS[kind] || path === 'secrets' || path.startsWith('secrets.')) return true
  return isHeld(after, valueAt(body, path), path)
}

function bodyWith({ kind, body }: Asset, values: ReadonlyMap<string, Json>): JsonObject {
  const told = (TOLD_WITH[kind] ?? []).flatMap((key) => {
    const value = body[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return [...values].reduce<JsonObject>((sum, [path, value]) => {
    const [top = '', ...rest] = path.split('.')
    const start = sum[top] ?? (MERGED.has(`${kind} ${top}`) ? {} : (body[top] ?? {}))
    return { ...sum, [top]: setAt(start, rest, value) }
  }, Object.fromEntries(told))
}

function setAt(start: Json, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return value
  const object = isObject(start) ? start : {}
  return { ...object, [key]: setAt(object[key] ?? {}, rest, value) }
}

function valueAt(body: JsonObject, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), body)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
