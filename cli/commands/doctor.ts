import { Command } from 'commander'
import pc from 'picocolors'
import { checkCredentials, WORKER_SCOPES } from '../../accounts/check-credentials.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { openReader } from '../../store/open-reader.ts'
import { DEFAULT_PODFACTORY_COLUMNS } from '../../sync/source/podfactory-columns.ts'
import { type Environment, toConfig } from '../config/to-config.ts'
import type { Section } from '../config/variables.ts'
import { checkDatabase } from '../doctor/check-database.ts'
import { checkPodfactory } from '../doctor/check-podfactory.ts'
import { checkTenant } from '../doctor/check-tenant.ts'
import { type Finding, wrong } from '../doctor/finding.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { withStore } from '../with-store.ts'

const MARKS = { ok: pc.green('✓'), warning: pc.yellow('!'), wrong: pc.red('✗') } as const

/** `podlink doctor`: everything podlink depends on, and how to mend what is wrong. */
export function doctorCommand(session: Session): Command {
  return new Command('doctor')
    .description(
      'Check configuration, database, PodFactory, tenant and clocks. Changes nothing; exits 1 when something is wrong.',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink doctor')
    .action(async (options: { json?: boolean }) => {
      const findings = [
        ...(await part(session.env, 'database', checkDatabasePart)),
        ...(await part(session.env, 'podfactory', checkPodfactoryPart)),
        ...(await part(session.env, 'auth0', checkTenantPart)),
        ...(await part(session.env, 'receiver', () => Promise.resolve([]))),
      ]
      if (findings.some((finding) => finding.state === 'wrong')) session.exitCode = EXIT.failed
      console.log(
        options.json === true ? JSON.stringify({ findings }) : findings.map(render).join('\n'),
      )
    })
}

/** The findings of one part, or what its variables lack. */
async function part(
  env: Environment,
  section: Section,
  check: (env: Environment) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    toConfig(env, [section])
  } catch (error) {
    if (!(error instanceof PodlinkError)) throw error
    const problems = error.message.split('\n').slice(1)
    return problems.map((problem) => wrong(`configuration: ${section}`, problem.trim(), error.fix))
  }
  return check(env)
}

function checkDatabasePart(env: Environment): Promise<readonly Finding[]> {
  const { database } = toConfig(env, ['database'])
  return withStore(database, (store) => checkDatabase(store, () => new Date()))
}

async function checkPodfactoryPart(env: Environment): Promise<readonly Finding[]> {
  const { podfactory } = toConfig(env, ['podfactory'])
  const reader = openReader(podfactory.PODFACTORY_DATABASE_URL)
  try {
    return await checkPodfactory(reader, {
      users: DEFAULT_PODFACTORY_COLUMNS.users.table,
      activities: DEFAULT_PODFACTORY_COLUMNS.activities.table,
    })
  } finally {
    await reader.close()
  }
}

async function checkTenantPart(env: Environment): Promise<readonly Finding[]> {
  const { auth0 } = toConfig(env, ['auth0'])
  const check = await checkCredentials(
    {
      domain: auth0.AUTH0_DOMAIN,
      clientId: auth0.AUTH0_WORKER_CLIENT_ID,
      clientSecret: auth0.AUTH0_WORKER_CLIENT_SECRET,
    },
    WORKER_SCOPES,
  )
  return checkTenant(check, auth0.AUTH0_DOMAIN, new Date())
}

function render({ subject, state, found, fix }: Finding): string {
  const line = `${MARKS[state]} ${pc.bold(subject)}: ${found}`
  return fix === null ? line : `${line}\n    ${pc.dim('→')} ${fix}`
}
