import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PodlinkError } from '../../kernel/errors.ts'
import { createLocalCertificate } from '../../sandbox/tenant/certificate.ts'
import { createSigningKeyPem } from '../../sandbox/tenant/core/signing-key.ts'

const client = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })
const identitySchema = z.object({
  certificate: z.object({ caCert: z.string(), cert: z.string(), key: z.string() }),
  signingKeyPem: z.string(),
  machineClient: client,
  peopleClient: client,
  deployClient: client,
})

/** What stays the same when a tenant is started again: whom its clients trust and how they show who they are. */
export type TenantIdentity = z.output<typeof identitySchema>

/**
 * The identity kept in this folder, made on the first start; only its owner can read the file.
 * @throws PodlinkError SANDBOX_FAILED when the file is not what this wrote.
 */
export async function keepTenantIdentity(folder: string): Promise<TenantIdentity> {
  const file = join(folder, 'identity.json')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text !== null) return parse(file, text)
  const identity: TenantIdentity = {
    certificate: await createLocalCertificate(Date.now),
    signingKeyPem: await createSigningKeyPem(),
    machineClient: newClient(),
    peopleClient: newClient(),
    deployClient: newClient(),
  }
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, JSON.stringify(identity), { mode: 0o600 })
  await rename(fresh, file)
  return identity
}

function parse(file: string, text: string): TenantIdentity {
  try {
    return identitySchema.parse(JSON.parse(text))
  } catch {
    throw new PodlinkError('SANDBOX_FAILED', 'The kept identity of the tenant cannot be read.', {
      fix: `Remove ${file}; a new one is made, with other keys and secrets.`,
    })
  }
}

function newClient(): z.output<typeof client> {
  return {
    clientId: randomBytes(16).toString('hex'),
    clientSecret: randomBytes(32).toString('base64url'),
  }
}
