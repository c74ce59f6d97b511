import { createHash } from 'node:crypto'
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

/** What is true of a tenant that holds `wanted`, its secrets written at `times`. */
export function noteFor(wanted: readonly Asset[], times: SecretTimes): DeployNote {
  const latest = actionsOf(wanted).flatMap((action) => {
    const last = Object.values(times[action] ?? {})
      .toSorted()
      .at(-1)
    return last === undefined ? [] : [[action, last] as const]
  })
  return { secretsAt: Object.fromEntries(latest), streamToken: streamTokenMark(wanted) }
}

/** An earlier note as it is after an undo, which gives streams the token of now. */
export function noteAfterUndo(earlier: string | null, wanted: readonly Asset[]): string | null {
  const note = readNote(earlier)
  if (note === null) return earlier
  return JSON.stringify({ ...note, streamToken: streamTokenMark(wanted) ?? note.streamToken })
}

/** The note in what was read, as it stands there; null when no deploy has left one. */
export function noteIn(found: readonly Asset[]): string | null {
  const client = found.find(({ kind, name }) => kind === 'clients' && name === NOTE_CLIENT)
  const held = metadata.safeParse(client?.body['client_metadata'])
  return held.success ? (held.data[NOTE_KEY] ?? null) : null
}

/**
 * Differences that no field shows: secrets of Actions that somebody wrote after the last deploy, or of which no deploy
 * has noted anything, and a stream token that is another one than was deployed. Writing the asset again puts ours there.
 */
export function findHiddenChanges(facts: {
  readonly wanted: readonly Asset[]
  readonly found: readonly Asset[]
  readonly times: SecretTimes
}): readonly AssetChange[] {
  const note = readNote(noteIn(facts.found))
  return [...laterSecrets(facts, note), ...otherTokens(facts, note)]
}

/** Null for no note, and for one that somebody has made unreadable: the next deploy writes a good one. */
function readNote(text: string | null): DeployNote | null {
  try {
    const parsed = noteShape.safeParse(JSON.parse(text ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function laterSecrets(
  { wanted, times }: { readonly wanted: readonly Asset[]; readonly times: SecretTimes },
  note: DeployNote | null,
): readonly AssetChange[] {
  return actionsOf(wanted).flatMap((name) => {
    const deployed = note?.secretsAt[name]
    const written = Object.entries(times[name] ?? {})
    const later = written.filter(([, at]) => deployed === undefined || at > deployed)
    return updateOf(
      { kind: 'actions', name },
      later.map(([secret, at]) => ({
        path: `secrets.${secret}`,
        before: `written ${at}`,
        after: deployed === undefined ? 'as in the files' : `as deployed ${deployed}`,
      })),
    )
  })
}

function otherTokens(
  { wanted, found }: { readonly wanted: readonly Asset[]; readonly found: readonly Asset[] },
  note: DeployNote | null,
): readonly AssetChange[] {
  const mark = streamTokenMark(wanted)
  const deployed = note?.streamToken ?? null
  if (mark === deployed) return []
  const held = new Set(found.filter(hasHiddenField).map(({ name }) => name))
  const before = deployed === null ? 'nobody knows which' : `another one (${deployed})`
  return wanted
    .filter((asset) => hasHiddenField(asset) && held.has(asset.name))
    .flatMap((asset) =>
      updateOf(asset, [
        { path: HIDDEN_FIELDS[asset.kind] ?? '', before, after: `that of the files (${mark})` },
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

/** Nothing can be guessed from it: a token is as random as a key. */
function streamTokenMark(wanted: readonly Asset[]): string | null {
  const tokens = wanted.filter(hasHiddenField).map(hiddenValue)
  if (tokens.length === 0) return null
  return createHash('sha256').update(JSON.stringify(tokens)).digest('hex').slice(0, MARK_CHARACTERS)
}
