import type { AccountMetadata } from '../kernel/account-metadata.ts'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { Auth0Account, MetadataPatch, MetadataRecord } from './auth0-accounts.ts'
import { OWN_APP_KEYS, OWN_USER_KEYS, REVISED_KEYS, RICH_KEYS } from './metadata-keys.ts'

export type PatchDecision =
  /** The account holds what is wanted. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'patch'
      readonly patch: MetadataPatch
      /** What the patched keys held; null where there was none. */
      readonly before: MetadataPatch
      /** Addresses kept per list, or null when none had to be left out for the size. */
      readonly addressesMax: number | null
    }
  /** Even without a single PodFactory address the profile would pass Auth0's limit. */
  | { readonly kind: 'too_large' }

/** Auth0 allows 10 KB per profile; the rest is for what the next logins add. */
const PROFILE_BYTES_MAX = 9_500
const SHORTER_LISTS = [null, 10, 5, 2, 1, 0] as const
const LISTS = ['email_variations', 'podfactory_emails']
const EMPTY: MetadataRecord = {}

/**
 * The change that makes our own keys equal to `wanted`, and only those that differ. Keys of ours that are not wanted are
 * removed; nested objects go whole, since Auth0 replaces them whole. When the account holds a newer revision, the facts
 * that go with it stay. The two times move with the rich keys and are no reason to write. `now` is the time they get.
 */
export function computePatch(
  account: Pick<Auth0Account, 'userMetadata' | 'appMetadata' | 'profileBytes'>,
  wanted: AccountMetadata,
  now: Date,
): PatchDecision {
  for (const addressesMax of SHORTER_LISTS) {
    const difference = differ(account, shorten(wanted, addressesMax), now)
    if (difference === null) return { kind: 'nothing' }
    if (sizeAfter(account, difference.patch) <= PROFILE_BYTES_MAX) {
      return { kind: 'patch', ...difference, addressesMax }
    }
  }
  return { kind: 'too_large' }
}

/** What a new account is made with: the wanted metadata with its times, without keys that would hold null. */
export function initialMetadata(wanted: AccountMetadata, now: Date): AccountMetadata {
  const blank = { userMetadata: EMPTY, appMetadata: EMPTY, profileBytes: 0 }
  const patch = differ(blank, wanted, now)?.patch
  return { userMetadata: patch?.userMetadata ?? EMPTY, appMetadata: patch?.appMetadata ?? EMPTY }
}

type Difference = { readonly patch: MetadataPatch; readonly before: MetadataPatch }

function differ(
  account: Pick<Auth0Account, 'userMetadata' | 'appMetadata'>,
  wanted: AccountMetadata,
  now: Date,
): Difference | null {
  const user = changedKeys(OWN_USER_KEYS, account.userMetadata, wanted.userMetadata)
  const app = changedKeys(keysToWrite(account, wanted), account.appMetadata, wanted.appMetadata)
  const times = timesFor([...user, ...app], wanted, now)
  const userMetadata = { ...pick(wanted.userMetadata, user), ...times.user }
  const appMetadata = { ...pick(wanted.appMetadata, app), ...times.app }
  const isEmpty = user.length + app.length === 0
  if (isEmpty) return null
  return {
    patch: withoutEmpty(userMetadata, appMetadata),
    before: withoutEmpty(
      pick(account.userMetadata, Object.keys(userMetadata)),
      pick(account.appMetadata, Object.keys(appMetadata)),
    ),
  }
}

function keysToWrite(
  account: Pick<Auth0Account, 'appMetadata'>,
  wanted: AccountMetadata,
): readonly string[] {
  const held = account.appMetadata['podlink_rev']
  const ours = wanted.appMetadata['podlink_rev']
  const isNewer = typeof held === 'number' && typeof ours === 'number' && held > ours
  return isNewer ? OWN_APP_KEYS.filter((key) => !REVISED_KEYS.has(key)) : OWN_APP_KEYS
}

function changedKeys(
  keys: readonly string[],
  held: MetadataRecord,
  wanted: MetadataRecord,
): readonly string[] {
  return keys.filter(
    (key) =>
      key !== 'email_last_synced' &&
      canonicalJson(timeless(held[key] ?? null)) !== canonicalJson(timeless(wanted[key] ?? null)),
  )
}

function timesFor(
  changed: readonly string[],
  wanted: AccountMetadata,
  now: Date,
): { readonly user: MetadataRecord; readonly app: MetadataRecord } {
  if (!changed.some((key) => RICH_KEYS.has(key))) return { user: {}, app: {} }
  const sync = wanted.appMetadata['podfactory_sync'] ?? null
  // Without the rich profile its keys are being taken away, and the times with them.
  if (!isObject(sync)) return { user: { email_last_synced: null }, app: {} }
  const at = now.toISOString()
  return { user: { email_last_synced: at }, app: { podfactory_sync: { ...sync, last_sync: at } } }
}

function timeless(value: Json): Json {
  if (!isObject(value)) return value
  const { last_sync: _, ...rest } = value
  return rest
}

function shorten(wanted: AccountMetadata, addressesMax: number | null): AccountMetadata {
  if (addressesMax === null) return wanted
  const userMetadata = Object.fromEntries(
    Object.entries(wanted.userMetadata).map(([key, value]) => [
      key,
      LISTS.includes(key) && isList(value) ? value.slice(0, addressesMax) : value,
    ]),
  )
  return { ...wanted, userMetadata }
}

function sizeAfter(
  account: Pick<Auth0Account, 'userMetadata' | 'appMetadata' | 'profileBytes'>,
  patch: MetadataPatch,
): number {
  const grown = (held: MetadataRecord, change: MetadataRecord) =>
    bytes(merge(held, change)) - bytes(held)
  return (
    account.profileBytes +
    grown(account.userMetadata, patch.userMetadata ?? {}) +
    grown(account.appMetadata, patch.appMetadata ?? {})
  )
}

function merge(held: MetadataRecord, change: MetadataRecord): MetadataRecord {
  const merged = Object.entries({ ...held, ...change }).filter(([, value]) => value !== null)
  return Object.fromEntries(merged)
}

function bytes(record: MetadataRecord): number {
  return Buffer.byteLength(JSON.stringify(record))
}

function pick(record: MetadataRecord, keys: readonly string[]): MetadataRecord {
  return Object.fromEntries(keys.map((key) => [key, record[key] ?? null]))
}

function withoutEmpty(userMetadata: MetadataRecord, appMetadata: MetadataRecord): MetadataPatch {
  return {
    ...(Object.keys(userMetadata).length === 0 ? {} : { userMetadata }),
    ...(Object.keys(appMetadata).length === 0 ? {} : { appMetadata }),
  }
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
