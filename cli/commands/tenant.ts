import { Command } from 'commander'
import { buildActions } from '../../auth0-tenant/build-actions.ts'
import { toTenantWish } from '../tenant-wish.ts'
import type { Session } from '../session.ts'
import { deployCommand } from './tenant-deploy.ts'
import { driftCommand, planCommand } from './tenant-plan.ts'

/** `podlink tenant`: the Auth0 tenant as files. */
export function tenantCommand(session: Session): Command {
  const tenant = new Command('tenant')
    .addHelpText('after', '\nExample:\n  podlink tenant plan')
    .description('The Auth0 tenant’s configuration, kept as files in auth0-tenant/config.')
  tenant.addCommand(buildCommand())
  tenant.addCommand(checkCommand(session))
  tenant.addCommand(planCommand(session))
  tenant.addCommand(deployCommand(session))
  tenant.addCommand(driftCommand(session))
  return tenant
}

function buildCommand(): Command {
  return new Command('build')
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
}

function checkCommand(session: Session): Command {
  return new Command('check')
    .description(
      'Check files and values for whatever would deploy wrongly. Asks the tenant nothing.',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  node --env-file=.env cli/podlink.mjs tenant check')
    .action(async (options: { json?: boolean }) => {
      const { checkTenant } = await import('../../auth0-tenant/plan-tenant.ts')
      const { assets } = await checkTenant(toTenantWish(session))
      if (options.json === true) console.log(JSON.stringify({ assets }))
      else console.log(`Nothing is wrong with the ${assets} parts of the configuration.`)
    })
}
