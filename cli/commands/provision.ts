import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import { creationSeconds, planBudgets } from '../../accounts/plans.ts'
import { provision, type ProvisionOutcome } from '../../accounts/provision.ts'
import { switchProvisioning } from '../../accounts/switch-provisioning.ts'
import { toConfig } from '../config/to-config.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { withStore } from '../with-store.ts'

type Options = {
  readonly missing?: boolean
  readonly limit: number
  readonly apply?: boolean
  readonly includeReviewed?: boolean
  readonly json?: boolean
}

const LIMIT_MAX = 10_000

/** `podlink provision`: accounts for employees who have none; a preview unless `--apply` is given. */
export function provisionCommand(session: Session): Command {
  const command = new Command('provision')
    .description(
      'Ask for an Auth0 account for every active employee without one. Shows what it would do; --apply does it.',
    )
    .option('--missing', 'for every active employee without an account')
    .option('--limit <count>', 'ask for this many at most', toLimit, LIMIT_MAX)
    .option('--apply', 'write what the preview shows')
    .option('--include-reviewed', 'take up those again whose last attempt ended in a question')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  podlink provision --missing\n  podlink provision --missing --limit 50 --apply',
    )
    .action(async (options: Options) => {
      if (options.missing !== true)
        command.error('error: say for whom: `podlink provision --missing`')
      const outcome = await ask(session, options)
      const seconds = estimateSeconds(session, outcome)
      if (outcome.kind === 'refused') session.exitCode = EXIT.stopped
      if (outcome.kind === 'planned' && outcome.plan.accounts.length > 0)
        session.exitCode = EXIT.changes
      console.log(
        options.json === true
          ? JSON.stringify({ ...toJson(outcome), seconds })
          : render(outcome, seconds),
      )
    })
  for (const to of ['off', 'on'] as const) {
    command
      .command(to)
      .description(
        to === 'off'
          ? 'Stop creating accounts at once; everything else goes on.'
          : 'Create accounts again.',
      )
      .requiredOption('--by <name>', 'who decided it, for the history')
      .option('--json', 'print one JSON object')
      .addHelpText('after', `\nExample:\n  podlink provision ${to} --by maria`)
      .action((options: { by: string; json?: boolean }) => flip(session, to, options))
  }
  return command
}

async function ask(session: Session, options: Options): Promise<ProvisionOutcome> {
  const { database, accounts, matching } = toConfig(session.env, [
    'database',
    'accounts',
    'matching',
  ])
  return withStore(database, (store) =>
    provision(
      {
        store,
        now: () => new Date(),
        newId: randomUUID,
        suffixes: accounts.STATION_SUFFIXES,
        companyDomains: matching.COMPANY_EMAIL_DOMAINS,
      },
      {
        limit: options.limit,
        includesReviewed: options.includeReviewed === true,
        apply: options.apply === true,
        actor: `cli:${userInfo().username}`,
      },
    ),
  )
}

async function flip(
  session: Session,
  to: 'on' | 'off',
  options: { by: string; json?: boolean },
): Promise<void> {
  const { database } = toConfig(session.env, ['database'])
  const isChanged = await withStore(database, (store) =>
    switchProvisioning({ store, now: () => new Date() }, { to, by: options.by }),
  )
  if (options.json === true) console.log(JSON.stringify({ provisioning: to, changed: isChanged }))
  else console.log(`Provisioning is ${to}${isChanged ? '' : ', as it was'}.`)
}

/** How long the worker will take for these accounts at the least, within its share of the tenant’s limits. */
function estimateSeconds(session: Session, { plan }: ProvisionOutcome): number {
  const { budget } = toConfig(session.env, ['budget'])
  const budgets = planBudgets(budget.AUTH0_PLAN, budget.AUTH0_BUDGET_SHARE)
  return Math.ceil(creationSeconds(budgets, plan.accounts.length))
}

function render({ kind, plan }: ProvisionOutcome, seconds: number): string {
  if (kind === 'refused') {
    return `${pc.red('Provisioning is switched off')}: nothing was asked for.\nSwitch it on again with \`podlink provision on --by <name>\`.`
  }
  const verb = kind === 'applied' ? 'are asked for' : 'would be asked for'
  const more = [
    ...(plan.underWay > 0 ? [`${plan.underWay} are under way already`] : []),
    ...(plan.left > 0 ? [`${plan.left} are beyond the limit`] : []),
    ...(plan.questions.length + plan.inReview > 0
      ? [
          `${plan.questions.length + plan.inReview} wait for a person (\`podlink review list --kind account\`)`,
        ]
      : []),
  ]
  const time =
    plan.accounts.length > 0 ? ` The tenant’s limits make that about ${seconds} s of work.` : ''
  const head = `${pc.bold(String(plan.accounts.length))} accounts ${verb}.${time}`
  const hint =
    kind === 'planned' && plan.accounts.length > 0 ? '\nNothing was written; --apply does it.' : ''
  return `${head}${more.length > 0 ? ` ${more.join('; ')}.` : ''}${hint}`
}

function toJson({ kind, plan }: ProvisionOutcome) {
  return {
    outcome: kind,
    accounts: plan.accounts.length,
    questions: plan.questions.length,
    inReview: plan.inReview,
    underWay: plan.underWay,
    left: plan.left,
    employeeIds: plan.accounts.map((account) => account.employeeId),
  }
}

function toLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${LIMIT_MAX}.`)
  }
  return limit
}
