import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PodlinkError } from '../kernel/errors.ts'
import { type Asset, parseAssets } from './assets.ts'
import { buildActions } from './build-actions.ts'
import { type AssetFinding, checkAssets } from './check-assets.ts'
import { checkMappings, type MappingFinding } from './check-mappings.ts'
import { markSecrets } from './secret-mark.ts'
import { fillPlaceholders } from './placeholders.ts'
import { hasStreams, type Mappings } from './tenant-mappings.ts'

const CONFIG_FOLDER = fileURLToPath(new URL('config', import.meta.url))

/**
 * What the tenant is to hold: podlink's files with these values filled in, and the Actions built from their sources.
 * Everything that would deploy wrongly is refused here, before anything is sent.
 * @throws AUTH0_DEPLOY with every finding; its text holds no value
 */
export async function wantTenant(wish: {
  /** With those that depend on the tenant (see keep-what-is-there.ts). */
  readonly mappings: Mappings
  /** Allows a receiver without TLS on this machine. */
  readonly isSandbox: boolean
  /** The built Actions are put here. */
  readonly workFolder: string
  /** Keys the marks of secrets. */
  readonly key: string
  /** Ours unless given. */
  readonly configFolder?: string
}): Promise<readonly Asset[]> {
  const { mappings, isSandbox, workFolder, key, configFolder = CONFIG_FOLDER } = wish
  const built = await buildActions({ outFolder: join(workFolder, 'actions') })
  const codeFiles = await Promise.all(
    built.map(async ({ file, path }) => {
      return { file: `${file}.js`, text: await readFile(path, 'utf8') }
    }),
  )
  const names = hasStreams(mappings) ? ['tenant.yaml', 'streams.yaml'] : ['tenant.yaml']
  const tenantFiles = await Promise.all(
    names.map(async (file) => ({ file, text: await readFile(join(configFolder, file), 'utf8') })),
  )
  refuse(checkMappings({ mappings, tenantFiles, codeFiles, isSandbox }).map(describe))
  const codes = new Map(codeFiles.map((one) => [`./actions/${one.file}`, one.text]))
  const readNamed = async (path: string) =>
    codes.get(path) ?? readFile(join(configFolder, path), 'utf8')
  const assets = await Promise.all(
    tenantFiles.map(({ file, text }) =>
      parseAssets(fillPlaceholders(text, mappings), readNamed).catch((cause: unknown) => {
        throw unreadable(file, cause)
      }),
    ),
  )
  const wanted = markSecrets(assets.flat().map(keepingCallbacks), key)
  const managementAudience = String(mappings['MANAGEMENT_AUDIENCE'])
  refuse(checkAssets(wanted, { managementAudience, isSandbox }).map(describeAsset))
  return wanted
}

/** An application for which no callback is known keeps those it has, wherever they come from. */
function keepingCallbacks(asset: Asset): Asset {
  const { callbacks, ...rest } = asset.body
  const isEmpty = Array.isArray(callbacks) && callbacks.length === 0
  return asset.kind === 'clients' && isEmpty ? { ...asset, body: rest } : asset
}

function refuse(findings: readonly string[]): void {
  if (findings.length === 0) return
  const count = findings.length === 1 ? '1 mistake' : `${findings.length} mistakes`
  const list = findings.map((finding) => `  ${finding}`).join('\n')
  throw new PodlinkError('AUTH0_DEPLOY', `Nothing was sent, ${count} found:\n${list}`, {
    fix: 'Correct what is listed and try again.',
    details: { findings: findings.length },
  })
}

function describe({ file, line, placeholder, problem, fix }: MappingFinding): string {
  const where = line === null ? file : `${file}:${line}`
  return `${where}: ${placeholder ?? 'the line'} ${problem}. ${fix}`
}

function describeAsset({ asset, problem, fix }: AssetFinding): string {
  return `${asset} ${problem}. ${fix}`
}

/** A YAML error quotes the lines around it, secrets included, so only its place is told. */
function unreadable(file: string, cause: unknown): PodlinkError {
  const mark: unknown = typeof cause === 'object' && cause !== null && 'mark' in cause && cause.mark
  const line =
    typeof mark === 'object' && mark !== null && 'line' in mark ? Number(mark.line) + 1 : 0
  const where = line > 0 ? `, line ${line}` : ''
  return new PodlinkError('AUTH0_DEPLOY', `${file} cannot be read${where}.`, {
    fix: 'Correct the file (`git diff auth0-tenant/config`) and try again. Nothing was sent.',
  })
}
