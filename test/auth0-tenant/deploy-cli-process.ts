import { runDeployCli } from '../../auth0-tenant/run-deploy-cli.ts'
import { tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { settingsOf } from './settings.ts'

// A process of its own for killed-run.test.ts: runs a program in place of the deploy tool until one of them ends.
const [program = '', workFolder = ''] = process.argv.slice(2)
await runDeployCli({
  access: { domain: 'acme.eu.auth0.com', clientId: 'deployer', clientSecret: 'its-secret' },
  command: ['import'],
  includedOnly: [],
  hide: tenantMappings(settingsOf()),
  workFolder,
  program,
})
