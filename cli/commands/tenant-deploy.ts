import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { assetChange } from '../../auth0-tenant/deploy-record.ts'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { planTenant } from '../../auth0-tenant/plan-tenant.ts'
import { planIdOf } from '../../auth0-tenant/tenant-plan.ts'
import { undoDeploy } from '../../auth0-tenant/undo-deploy.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { renderPlan, renderUndo } from '../tenant-plan-lines.ts'
import { type TenantCommandWish, toTenantWish } from '../tenant-wish.ts'

type Options = {
  readonly plan?: string
  readonly yes?: boolean
  readonly undo?: boolean
  readonly json?: boolean
}

const keptPlan = z.object({
  version: z.literal(1),
  domain: z.string(),
  id: z.string(),
  foundFingerprint: z.string(),
  changes: z.array(assetChange),
})

/** `podlink tenant deploy`. */
export function deployCommand(session: Session): Command {
  return new Command('deploy')
    .description(
      'Write what differs into the tenant with auth0-deploy-cli, and nothing else. Nothing is deleted.',
    )
    .option('--plan <file>', 'deploy exactly this plan; refused when the tenant moved since')
    .option('--undo', 'take the latest deploy back, by its record')
    .option('--yes', 'do not ask; needed without a terminal when no plan is given')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink tenant deploy --plan tenant-plan.json')
    .action((options: Options) =>
      options.undo === true ? undo(session, options) : deploy(session, options),
    )
}

async function deploy(session: Session, options: Options): Promise<void> {
  const wish = toTenantWish(session)
  const planId = await planIdFor(wish, options)
  if (planId === null) {
    session.exitCode = EXIT.changes
    return
  }
  const outcome = await deployTenant({ ...wish, planId, now: () => new Date() })
  const { plan, recordFile, durationMs } = outcome
  if (options.json === true) {
    console.log(
      JSON.stringify({ domain: plan.domain, changes: plan.changes.length, recordFile, durationMs }),
    )
  } else if (recordFile === null) {
    console.log(`${plan.domain} holds what the files say. Nothing was written.`)
  } else {
    const took = (durationMs / 1000).toFixed(1)
    console.log(`Deployed ${plan.changes.length} changes to ${plan.domain} in ${took} s.`)
    console.log(`What was there before: ${recordFile}`)
  }
}

/** The plan somebody agreed to: the one in the file, or the one shown now. Null when it was turned down. */
async function planIdFor(wish: TenantCommandWish, options: Options): Promise<string | null> {
  if (options.plan !== undefined) return readPlanId(wish, options.plan)
  const plan = await planTenant(wish)
  if (options.json !== true) console.log(renderPlan(plan))
  if (plan.changes.length === 0 || options.yes === true) return plan.id
  return (await isAgreed('Deploy this plan?')) ? plan.id : null
}

async function readPlanId(wish: TenantCommandWish, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PodlinkError('CONFIG_INPUT_FILE', `${file} cannot be read.`, {
      fix: 'Make it with `podlink tenant plan --out <file>`.',
      cause,
    })
  })
  const parsed = keptPlan.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new PodlinkError('CONFIG_INPUT_FILE', `${file} is no plan.`, {
      fix: 'Make it again with `podlink tenant plan --out <file>`.',
    })
  }
  if (parsed.data.domain !== wish.domain) {
    throw new PodlinkError('AUTH0_PLAN_STALE', `${file} is a plan for ${parsed.data.domain}.`, {
      fix: `This environment is for ${wish.domain}: make a plan for it.`,
    })
  }
  if (planIdOf(parsed.data) !== parsed.data.id) {
    throw new PodlinkError('CONFIG_INPUT_FILE', `${file} was changed after it was made.`, {
      fix: 'A plan is looked at, not edited: make it again with `podlink tenant plan --out <file>`.',
    })
  }
  return parsed.data.id
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function undo(session: Session, options: Options): Promise<void> {
  const undone = await undoDeploy({
    ...toTenantWish(session),
    now: () => new Date(),
    confirm: async (plan) => {
      if (options.json !== true) console.log(renderUndo(plan))
      return options.yes === true || (await isAgreed('Undo the latest deploy?'))
    },
  })
  if (undone === null) {
    session.exitCode = EXIT.changes
    return
  }
  const { write, redeploy, remove, left } = undone
  if (options.json === true) {
    console.log(
      JSON.stringify({ restored: write.length + redeploy.length, removed: remove.length, left }),
    )
  } else {
    console.log(
      `Undone: ${write.length + redeploy.length} restored, ${remove.length} deleted, ${left.length} left as they are.`,
    )
  }
}

async function isAgreed(message: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new PodlinkError('CONFIG_INVALID', 'There is no terminal to ask on.', {
      fix: 'Give --plan <file> with a plan that was reviewed, or --yes.',
    })
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${message} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
