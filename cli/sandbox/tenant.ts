import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PodlinkError } from '../../kernel/errors.ts'
import { createLocalCertificate } from '../../sandbox/tenant/certificate.ts'
import { createTenant } from '../../sandbox/tenant/create-tenant.ts'
import { serveTenant } from '../../sandbox/tenant/serve-tenant.ts'
import type { Mailbox } from './people-story.ts'

type Client = { readonly id: string; readonly secret: string }

/** The stand-in tenant, served over HTTPS, with what only its owner can see. */
export type SandboxTenant = {
  /** `localhost:<port>`. */
  readonly domain: string
  readonly certificateAuthority: string
  /** Where the authority lies as a file, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string
  readonly deployClient: Client
  readonly peopleClient: Client
  /** Opens the tenant's page and its control API. */
  readonly controlKey: string
  readonly mailbox: Mailbox
  /** A client by name, with its secret. @throws PodlinkError SANDBOX_FAILED when the deploy did not make it. */
  readonly findClient: (name: string) => Client
  readonly settle: () => Promise<void>
}

/** Serves a fresh tenant with the rate limits of an enterprise plan. */
export async function openTenant(
  folder: string,
  cleanup: (stop: () => Promise<unknown>) => void,
): Promise<SandboxTenant> {
  const certificate = await createLocalCertificate(Date.now)
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, certificate.caCert, { mode: 0o600 })
  const deployClient = newClient()
  const peopleClient = newClient()
  const { tenant, port, close } = await serveTenant({
    port: 0,
    certificate,
    build: (domain) =>
      createTenant({
        domain,
        plan: 'enterprise',
        now: Date.now,
        deployClient: { clientId: deployClient.id, clientSecret: deployClient.secret },
        peopleClient: { clientId: peopleClient.id, clientSecret: peopleClient.secret },
      }),
  })
  cleanup(close)
  return {
    domain: `localhost:${port}`,
    certificateAuthority: certificate.caCert,
    caFile,
    deployClient,
    peopleClient,
    controlKey: tenant.controlKey,
    mailbox: (to) =>
      tenant.mailSink.mails
        .filter((mail) => mail.to === to)
        .map((mail) => ({
          to: mail.to,
          kind: mail.template === 'verify_email' ? 'verify_email' : 'reset_password',
          link: mail.link,
        })),
    findClient: (name) => {
      const found = [...tenant.state.clients.values()].find((client) => client.name === name)
      if (found === undefined) {
        throw new PodlinkError('SANDBOX_FAILED', `The deploy made no client ${name}.`, {
          fix: 'Its log lies in .podlink/, in the folder of this world, as deploy.log.',
        })
      }
      return { id: found.client_id, secret: found.client_secret }
    },
    settle: tenant.idle,
  }
}

function newClient(): Client {
  return { id: randomBytes(16).toString('hex'), secret: randomBytes(32).toString('base64url') }
}
