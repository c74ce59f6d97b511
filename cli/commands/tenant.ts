import { Command } from 'commander'
import { buildActions } from '../../auth0-tenant/build-actions.ts'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { createLogger } from '../../kernel/log.ts'
import { toConfig } from '../config/to-config.ts'
import { PODLINK_FOLDER } from '../sandbox/world-folder.ts'
import type { Session } from '../session.ts'
import { stopSignal } from '../until-stopped.ts'

/** `podlink tenant`: the Auth0 tenant as files. */
export function tenantCommand(session: Session): Command {
  const tenant = new Command('tenant')
    .addHelpText('after', '\nExample:\n  podlink tenant build')
    .description('The Auth0 tenant’s configuration, kept as files in auth0-tenant/config.')
  tenant
    .command('build')
    .description('Bundle the Actions and check that Auth0 will run them. Sends nothing.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink tenant build')
    .action(async (options: { json?: boolean }) => {
      const built = await buildActions()
      if (options.json === true) console.log(JSON.stringify({ actions: built }))
      else
        for (const action of built)
          console.log(`${action.file}: ${action.bytes} bytes, ${action.path}`)
    })
  tenant
    .command('deploy')
    .description(
      'Send the configuration to the tenant with auth0-deploy-cli. Nothing in the tenant is deleted.',
    )
    .option('--open-sign-up', 'let people sign up themselves')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  node --env-file=.env cli/podlink.mjs tenant deploy')
    .action((options: { openSignUp?: boolean; json?: boolean }) => deploy(session, options))
  return tenant
}

async function deploy(
  session: Session,
  options: { openSignUp?: boolean; json?: boolean },
): Promise<void> {
  const config = toConfig(session.env, ['tenant', 'receiver', 'accounts', 'database'])
  const { tenant, receiver, accounts } = config
  const [webhookSecret = '', webhookSecretNext = null] = receiver.WEBHOOK_SECRETS
  const caFile = session.env['NODE_EXTRA_CA_CERTS']
  const { durationMs } = await deployTenant({
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
      isSignUpOpen: options.openSignUp === true,
      consoleCallbacks: tenant.CONSOLE_CALLBACKS,
      consoleLogoutUrls: tenant.CONSOLE_LOGOUT_URLS,
    }),
    isSandbox: tenant.RECEIVER_URL.startsWith('http:'),
    workFolder: `${PODLINK_FOLDER}/deploy`,
    log: createLogger({ part: 'tenant', level: config.database.LOG_LEVEL }),
    onLine: (line) => console.error(line),
    signal: stopSignal({ withParent: false }),
  })
  if (options.json === true)
    console.log(JSON.stringify({ domain: tenant.AUTH0_DOMAIN, durationMs }))
  else console.log(`Deployed to ${tenant.AUTH0_DOMAIN} in ${(durationMs / 1000).toFixed(1)} s.`)
}
