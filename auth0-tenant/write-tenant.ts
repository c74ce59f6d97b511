import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { type Asset, kindsOf, toTenantFiles } from './assets.ts'
import { type DeployCliRun, runDeployCli } from './run-deploy-cli.ts'

/**
 * Writes these assets and no others into the tenant, with the real auth0-deploy-cli. Values stand in the files as they
 * are, and the files are gone afterwards (after a kill, with the next run). Nothing is deleted. There is no transaction: after a
 * failure earlier steps stay.
 * @throws AUTH0_DEPLOY with the tool's last lines
 */
export async function writeTenant(
  run: Omit<DeployCliRun, 'command' | 'includedOnly'>,
  assets: readonly Asset[],
): Promise<void> {
  const folder = join(run.workFolder, 'write')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  try {
    const { tenant, files } = toTenantFiles(assets)
    const tenantFile = join(folder, 'tenant.yaml')
    await writeFile(tenantFile, dump(tenant, { noRefs: true }), { mode: 0o600 })
    for (const { path, text } of files) await writeFile(join(folder, path), text)
    await runDeployCli({
      ...run,
      command: ['import', '--input_file', tenantFile],
      includedOnly: kindsOf(assets),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
