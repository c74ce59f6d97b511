import { load } from 'js-yaml'
import { z } from 'zod'
import type { Json } from '../kernel/canonical-json.ts'

export type JsonObject = { readonly [key: string]: Json }

/** One thing a tenant is configured with, in the form auth0-deploy-cli reads and writes. */
export type Asset = {
  readonly kind: AssetKind
  /** What tells it from others of its kind, and what people call it. */
  readonly name: string
  /** What lies in a file of its own (see {@link FILE_FIELDS}) is its text here, not the path. */
  readonly body: JsonObject
}

type NamedBy = (body: JsonObject) => string

/** The text in a field; empty when it holds none. */
export function textIn(body: JsonObject, field: string): string {
  const value = body[field]
  return typeof value === 'string' ? value : ''
}

const byName: NamedBy = (body) => textIn(body, 'name')

/**
 * The kinds podlink deploys, in the order the deploy tool writes them, each with what names one of them. `triggers`,
 * `attackProtection` and `tenant` are no lists in a file: see {@link parseAssets}.
 */
const LISTED = {
  resourceServers: (body) => textIn(body, 'identifier'),
  clients: byName,
  actions: byName,
  databases: byName,
  clientGrants: (body) => `${textIn(body, 'client_id')} for ${textIn(body, 'audience')}`,
  roles: byName,
  emailTemplates: (body) => textIn(body, 'template'),
  logStreams: byName,
  eventStreams: byName,
} as const satisfies Readonly<Record<string, NamedBy>>

type ListedKind = keyof typeof LISTED
export type AssetKind = ListedKind | 'triggers' | 'attackProtection'

const LISTED_KINDS = Object.keys(LISTED) as ListedKind[]
export const ASSET_KINDS: readonly AssetKind[] = [...LISTED_KINDS, 'attackProtection', 'triggers']

/** By kind, the field that names a file in a tenant file. */
export const FILE_FIELDS: Readonly<Partial<Record<AssetKind, string>>> = {
  actions: 'code',
  emailTemplates: 'body',
}

const body = z.record(z.string(), z.json())
const file = z.looseObject({
  ...Object.fromEntries(LISTED_KINDS.map((kind) => [kind, z.array(body).optional()])),
  triggers: z.record(z.string(), z.array(body)).optional(),
  attackProtection: z.record(z.string(), body).optional(),
})

/**
 * The assets of a tenant file, whether podlink's own with its values filled in or an export. `readFile` gives the text
 * of the file that an Action or an e-mail template names. A section of attack protection and a trigger each become one asset.
 * Every kind of `expected` must stand in it, be it as an empty list: a missing one was not read, which is not the same.
 * @throws when the text is no YAML, a kind is no list or is missing; the message may quote the text, so wrap it
 */
export async function parseAssets(
  text: string,
  readFile: (path: string) => Promise<string>,
  expected: readonly AssetKind[] = [],
): Promise<readonly Asset[]> {
  const parsed = file.parse(load(text) ?? {})
  const missing = expected.find((kind) => parsed[kind] === undefined)
  if (missing !== undefined) throw new Error(`${missing} are missing`)
  const listed = LISTED_KINDS.flatMap((kind) => {
    const bodies = z.array(body).parse(parsed[kind] ?? [])
    return bodies.map((one): Asset => ({ kind, name: LISTED[kind](one), body: one }))
  })
  const sections = Object.entries(parsed.attackProtection ?? {}).map(
    ([name, section]): Asset => ({ kind: 'attackProtection', name, body: section }),
  )
  const triggers = Object.entries(parsed.triggers ?? {}).map(
    ([name, bindings]): Asset => ({ kind: 'triggers', name, body: { bindings } }),
  )
  return Promise.all(
    [...listed, ...sections, ...triggers].map((asset) => withText(asset, readFile)),
  )
}

async function withText(asset: Asset, readFile: (path: string) => Promise<string>): Promise<Asset> {
  const field = FILE_FIELDS[asset.kind]
  const path = field === undefined ? undefined : asset.body[field]
  if (field === undefined || typeof path !== 'string') return asset
  return { ...asset, body: { ...asset.body, [field]: await readFile(path) } }
}

/** The kinds of these assets, in the order the deploy tool writes them. */
export function kindsOf(assets: readonly { readonly kind: AssetKind }[]): readonly AssetKind[] {
  return ASSET_KINDS.filter((kind) => assets.some((asset) => asset.kind === kind))
}

/** A tenant file, and the files it names. */
export type TenantFiles = {
  readonly tenant: JsonObject
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** The files that hold these assets and no others. Paths are made of numbers, since a name may hold anything. */
export function toTenantFiles(assets: readonly Asset[]): TenantFiles {
  const files: { path: string; text: string }[] = []
  const withPath = ({ kind, body: content }: Asset): JsonObject => {
    const field = FILE_FIELDS[kind]
    const text = field === undefined ? undefined : content[field]
    if (field === undefined || typeof text !== 'string') return content
    const path = `./file-${files.length + 1}${kind === 'actions' ? '.js' : '.html'}`
    files.push({ path, text })
    return { ...content, [field]: path }
  }
  const ofKind = (kind: AssetKind) => assets.filter((asset) => asset.kind === kind)
  const byAssetName = (kind: AssetKind, content: (asset: Asset) => Json) =>
    Object.fromEntries(ofKind(kind).map((asset) => [asset.name, content(asset)]))
  const kinds: readonly (readonly [AssetKind, Json])[] = [
    ...LISTED_KINDS.map((kind) => [kind, ofKind(kind).map(withPath)] as const),
    ['attackProtection', byAssetName('attackProtection', (asset) => asset.body)],
    ['triggers', byAssetName('triggers', (asset) => asset.body['bindings'] ?? [])],
  ]
  const tenant = Object.fromEntries(kinds.filter(([kind]) => ofKind(kind).length > 0))
  return { tenant, files }
}
