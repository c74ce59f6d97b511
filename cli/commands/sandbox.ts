import { Command } from 'commander'
import type { Session } from '../session.ts'
import { clockCommand } from './sandbox/clock.ts'
import { envCommand } from './sandbox/env.ts'
import { faultCommand } from './sandbox/fault.ts'
import { runCommand, startCommand } from './sandbox/start.ts'
import { statusCommand } from './sandbox/status.ts'
import { stopCommand } from './sandbox/stop.ts'
import { tenantCommand } from './sandbox/tenant.ts'

/** `podlink sandbox`: the demo’s world, kept running in the background, or its tenant alone. */
export function sandboxCommand(session: Session): Command {
  return new Command('sandbox')
    .description(
      'Run a company of its own on this machine: MySQL, PodFactory, an Auth0 tenant, receiver and worker.',
    )
    .addHelpText('after', '\nExample:\n  podlink sandbox start')
    .addCommand(startCommand(session))
    .addCommand(statusCommand(session))
    .addCommand(stopCommand())
    .addCommand(envCommand())
    .addCommand(tenantCommand())
    .addCommand(faultCommand())
    .addCommand(clockCommand())
    .addCommand(runCommand(session), { hidden: true })
}
