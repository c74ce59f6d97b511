import { rm, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { planTenant } from '../../auth0-tenant/plan-tenant.ts'
import type { TenantPlan } from '../../auth0-tenant/tenant-plan.ts'
import { EXIT } from '../exit-codes.ts'
import type { Session } from '../session.ts'
import { renderPlan } from '../tenant-plan-lines.ts'
import { toTenantWish } from '../tenant-wish.ts'

type PlanOptions = { readonly out?: string; readonly json?: boolean }
type DriftOptions = { readonly metricsFile?: string; readonly json?: boolean }

/** `podlink tenant plan`. */
export function planCommand(session: Session): Command {
  return new Command('plan')
    .description(
      'Show what a deploy would change. Writes nothing; exit code 0 without changes, 2 with.',
    )
    .option('--out <file>', 'keep the plan, so that exactly this one is deployed')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink tenant plan --out tenant-plan.json')
    .action(async (options: PlanOptions) => {
      const plan = await planTenant(toTenantWish(session))
      if (options.out !== undefined) {
        // An existing file would keep its mode.
        await rm(options.out, { force: true })
        await writeFile(options.out, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 })
      }
      console.log(options.json === true ? JSON.stringify(plan) : renderPlan(plan))
      session.exitCode = exitCodeOf(plan)
    })
}

/** `podlink tenant drift`: the same question, for a schedule. */
export function driftCommand(session: Session): Command {
  return new Command('drift')
    .description(
      'Say whether the tenant still holds what the files say. Writes nothing there; exit code 2 when not.',
    )
    .option('--metrics-file <file>', 'write the result for Prometheus’ textfile collector')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  podlink tenant drift --metrics-file podlink-tenant.prom')
    .action(async (options: DriftOptions) => {
      const plan = await planTenant(toTenantWish(session))
      if (options.metricsFile !== undefined) await writeMetrics(options.metricsFile, plan)
      console.log(options.json === true ? JSON.stringify(plan) : renderPlan(plan))
      session.exitCode = exitCodeOf(plan)
    })
}

function exitCodeOf(plan: TenantPlan) {
  return plan.changes.length === 0 ? EXIT.done : EXIT.changes
}

async function writeMetrics(file: string, plan: TenantPlan): Promise<void> {
  const seconds = Math.floor(Date.now() / 1000)
  const lines = [
    '# HELP podlink_tenant_drift Parts of the tenant that differ from the files.',
    '# TYPE podlink_tenant_drift gauge',
    `podlink_tenant_drift ${plan.changes.length}`,
    '# HELP podlink_tenant_drift_checked_seconds When that was found out.',
    '# TYPE podlink_tenant_drift_checked_seconds gauge',
    `podlink_tenant_drift_checked_seconds ${seconds}`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
}
