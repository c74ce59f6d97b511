import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Asset } from './assets.ts'
import type { AssetChange, FieldChange } from './compare-assets.ts'
import { HIDDEN_FIELDS, hiddenValue } from './hidden-fields.ts'

/** The application whose client_metadata keeps the note; nobody but a deploy writes it there. */
export const NOTE_CLIENT = 'podlink worker'
export const NOTE_KEY = 'podlink_deploy'

const MARK_CHARACTERS = 16

const noteShape = z.object({
  /** By Action of ours, the latest time one of its secrets was written. */
  secretsAt: z.record(z.string(), z.string()),
  /** Of what streams prove themselves with; null without streams. */
  streamToken: z.string().nullable(),
})
const metadata = z.object({ [NOTE_KEY]: z.string().optional() })

/**
 * What a deploy notes in the tenant of things the tenant shows nobody, so that the next plan, on whatever machine, can
 * see that they have changed. It holds no secret and fits into the 255 characters Auth0 allows.
 */
export type DeployNote = z.infer<typeof noteShape>

/** By Action and secret, the time Auth0 shows for the last write of its value. */
export type SecretTimes = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What is true of a tenant that holds `wanted`, its secrets written at `times`. `key` is the webhook secret. */
export function noteFor(wanted: readonly Asset[], times: SecretTimes, key: string): DeployNote {
  const latest = actionsOf(wanted).flatMap((action) => {
    const last = Object.values(times[action] ?? {})
      .toSorted()
      .at(-1)
    return last === undefined ? [] : [[action, last] as const]
  })
  return { secretsAt: Object.fromEntries(latest), streamToken: streamTokenMark(wanted, key) }
}

/** The note in what was read, as it stands there; null when no deploy has left one. */
export function noteIn(found: readonly Asset[]): string | null {
  const client = found.find(({ kind, name }) => kind === 'clients' && name === NOTE_CLIENT)
  const held = metadata.safeParse(client?.body['client_metadata'])
  return held.success ? (held.data[NOTE_KEY] ?? null) : null
}

/**
 * Differences that no field shows: secrets of Actions that somebody wrote after the last deploy, and a stream token
 * that is another one than was deployed. Writing the asset again puts ours back.
 */
export function findHiddenChanges(facts: {
  readonly wanted: readonly Asset[]
  readonly found: readonly Asset[]
  readonly times: SecretTimes
  readonly key: string
}): readonly AssetChange[] {
  const text = noteIn(facts.found)
  const note = text === null ? null : noteShape.parse(JSON.parse(text))
  return [...laterSecrets(facts.wanted, facts.times, note), ...otherTokens(facts, note)]
}

function laterSecrets(
  wanted: readonly Asset[],
  times: SecretTimes,
  note: DeployNote | null,
): readonly AssetChange[] {
  return actionsOf(wanted).flatMap((name) => {
    const after = note?.secretsAt[name]
    if (after === undefined) return []
    const later = Object.entries(times[name] ?? {}).filter(([, at]) => at > after)
    return updateOf(
      { kind: 'actions', name },
      later.map(([secret, at]) => {
        return { path: `secrets.${secret}`, before: `written ${at}`, after: `as deployed ${after}` }
      }),
    )
  })
}

function otherTokens(
  { wanted, found, key }: { wanted: readonly Asset[]; found: readonly Asset[]; key: string },
  note: DeployNote | null,
): readonly AssetChange[] {
  if (streamTokenMark(wanted, key) === (note?.streamToken ?? null)) return []
  const held = new Set(found.filter(hasHiddenField).map(({ name }) => name))
  return wanted
    .filter((asset) => hasHiddenField(asset) && held.has(asset.name))
    .flatMap((asset) =>
      updateOf(asset, [
        {
          path: HIDDEN_FIELDS[asset.kind] ?? '',
          before: 'another one',
          after: 'the one in the files',
        },
      ]),
    )
}

function updateOf(
  { kind, name }: Pick<Asset, 'kind' | 'name'>,
  fields: readonly FieldChange[],
): readonly AssetChange[] {
  return fields.length === 0 ? [] : [{ kind, name, action: 'update', fields }]
}

function actionsOf(assets: readonly Asset[]): readonly string[] {
  return assets.filter(({ kind }) => kind === 'actions').map(({ name }) => name)
}

function hasHiddenField({ kind }: Asset): boolean {
  return HIDDEN_FIELDS[kind] !== undefined
}

function streamTokenMark(wanted: readonly Asset[], key: string): string | null {
  const tokens = wanted.filter(hasHiddenField).map(hiddenValue)
  if (tokens.length === 0) return null
  return createHmac('sha256', key)
    .update(JSON.stringify(tokens))
    .digest('hex')
    .slice(0, MARK_CHARACTERS)
}
