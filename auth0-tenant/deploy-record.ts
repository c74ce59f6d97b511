import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PodlinkError } from '../kernel/errors.ts'
import { type Asset, ASSET_KINDS } from './assets.ts'
import type { AssetChange } from './compare-assets.ts'

const json = z.json()
const asset = z.object({
  kind: z.enum(ASSET_KINDS),
  name: z.string(),
  body: z.record(z.string(), json),
})
/** A change as a file holds it. */
export const assetChange = z.object({
  kind: z.enum(ASSET_KINDS),
  name: z.string(),
  action: z.enum(['create', 'update']),
  fields: z.array(z.object({ path: z.string(), before: json, after: json })),
})
const record = z.object({
  version: z.literal(1),
  domain: z.string(),
  planId: z.string(),
  startedAt: z.string(),
  changes: z.array(assetChange),
  before: z.array(asset),
  deployedVersions: z.record(z.string(), z.string()),
  note: z.string().nullable(),
  undoneAt: z.string().nullable(),
})

/**
 * What a deploy set out to change and what was there before, kept as a file before the first write. It holds no secret
 * of an Action; options of a connection stand in it as Auth0 shows them.
 */
export type DeployRecord = {
  readonly version: 1
  readonly domain: string
  readonly planId: string
  readonly startedAt: string
  readonly changes: readonly AssetChange[]
  /** The changed assets as they were; new ones are missing. */
  readonly before: readonly Asset[]
  /** By Action, the version that ran. */
  readonly deployedVersions: Readonly<Record<string, string>>
  /** Of deploy-note.ts, as it stood in the tenant. */
  readonly note: string | null
  readonly undoneAt: string | null
}

export type KeptRecord = { readonly file: string; readonly record: DeployRecord }

/** Writes the record, readable by its owner alone, and returns where. */
export async function keepRecord(folder: string, kept: DeployRecord): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stamp = kept.startedAt.replaceAll(/[:.]/g, '-')
  const file = join(folder, `${prefixOf(kept.domain)}${stamp}-${kept.planId}.json`)
  await writeWhole(file, kept)
  return file
}

/** Says in the record that it was undone. */
export async function markUndone({ file, record: kept }: KeptRecord, at: Date): Promise<void> {
  const undone: DeployRecord = { ...kept, undoneAt: at.toISOString() }
  await writeWhole(file, undone)
}

/** The latest deploy of this tenant that was not undone. @throws AUTH0_DEPLOY when there is none. */
export async function findLatestRecord(folder: string, domain: string): Promise<KeptRecord> {
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.startsWith(prefixOf(domain)) && name.endsWith('.json'),
  )
  for (const name of names.toSorted().toReversed()) {
    const file = join(folder, name)
    const kept = await readRecord(file)
    if (kept.domain === domain && kept.undoneAt === null) return { file, record: kept }
  }
  throw new PodlinkError('AUTH0_DEPLOY', `There is no deploy to ${domain} that could be undone.`, {
    fix: `Records of deploys lie in ${folder}; those of another machine can be copied there.`,
  })
}

/** Other tenants' records in the folder are not even opened. */
function prefixOf(domain: string): string {
  return `${domain.replaceAll(/[^A-Za-z0-9.-]/g, '_')}--`
}

/** Written beside and renamed, so that a crash leaves no half of one. */
async function writeWhole(file: string, kept: DeployRecord): Promise<void> {
  const fresh = `${file}.${randomUUID()}.tmp`
  await writeFile(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  await rename(fresh, file)
}

async function readRecord(file: string): Promise<DeployRecord> {
  try {
    return record.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new PodlinkError('AUTH0_DEPLOY', `The record ${file} cannot be read.`, {
      fix: 'Put it back from its artifact or a backup; moving it away undoes the deploy before it instead.',
      cause,
    })
  }
}
