import type { TenantWish } from '../auth0-tenant/plan-tenant.ts'
import { tenantMappings } from '../auth0-tenant/tenant-mappings.ts'
import { PodlinkError } from '../kernel/errors.ts'
import { createLogger } from '../kernel/log.ts'
import { toConfig } from './config/to-config.ts'
import { PODLINK_FOLDER } from './sandbox/world-folder.ts'
import type { Session } from './session.ts'
import { stopSignal } from './until-stopped.ts'

/** What a `podlink tenant` command works with, from the environment alone. */
export type TenantCommandWish = TenantWish & { readonly recordsFolder: string }

/**
 * The tenant this environment describes, and what it is to hold.
 * @throws CONFIG_INVALID for missing or wrong variables, and for one that would switch deletes on in the deploy tool
 */
export function toTenantWish(session: Session): TenantCommandWish {
  const config = toConfig(session.env, ['tenant', 'receiver', 'accounts', 'logging'])
  refuseDeletes(session)
  const { tenant, receiver, accounts } = config
  const [webhookSecret = '', webhookSecretNext = null] = receiver.WEBHOOK_SECRETS
  const caFile = session.env['NODE_EXTRA_CA_CERTS']
  return {
    domain: tenant.AUTH0_DOMAIN,
    clientId: tenant.AUTH0_DEPLOY_CLIENT_ID,
    clientSecret: tenant.AUTH0_DEPLOY_CLIENT_SECRET,
    ...(caFile === undefined ? {} : { caFile }),
    mappings: tenantMappings({
      receiverUrl: tenant.RECEIVER_URL,
      webhookSecret,
      webhookSecretNext,
      claimsNamespace: tenant.CLAIMS_NAMESPACE,
      budgetMs: tenant.LOGIN_BUDGET_MS,
      apiAudience: tenant.PODLINK_API_AUDIENCE,
      connection: accounts.AUTH0_CONNECTION,
      isSignUpOpen: tenant.SIGN_UP === 'open',
      consoleCallbacks: tenant.CONSOLE_CALLBACKS,
      consoleLogoutUrls: tenant.CONSOLE_LOGOUT_URLS,
      podfactoryCallbacks: tenant.PODFACTORY_CALLBACKS,
      mailFrom: tenant.MAIL_FROM,
      refusesBreachedPasswords: tenant.BREACHED_PASSWORDS === 'on',
      streamToken: tenant.AUTH0_STREAM_TOKEN[0] ?? null,
    }),
    isSandbox: tenant.TENANT_ENVIRONMENT === 'dev',
    workFolder: `${PODLINK_FOLDER}/deploy`,
    recordsFolder: tenant.DEPLOY_RECORDS,
    log: createLogger({ part: 'tenant', level: config.logging.LOG_LEVEL }),
    onLine: tellIfNotable,
    signal: stopSignal({ withParent: false }),
  }
}

/** What the deploy tool is busy with concerns nobody; what it warns of does. */
function tellIfNotable(line: string): void {
  if (/^(warn|error): /.test(line)) console.error(line)
}

/** Our runs do not see the variable, but whoever set it means to delete, or will by the next plain run of the tool. */
function refuseDeletes({ env }: Session): void {
  if (env['AUTH0_ALLOW_DELETE'] === undefined) return
  throw new PodlinkError('CONFIG_INVALID', 'AUTH0_ALLOW_DELETE is set.', {
    fix: 'Unset it: podlink never deletes, and auth0-deploy-cli takes even the text `false` for true in places.',
  })
}
