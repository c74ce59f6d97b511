import type { Command } from 'commander'
import { catchUpCommand } from './commands/catch-up.ts'
import { complianceCommand } from './commands/compliance.ts'
import { deliveriesCommand } from './commands/deliveries.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { inventoryCommand } from './commands/inventory.ts'
import { matchCommand } from './commands/match.ts'
import { migrateCommand } from './commands/migrate.ts'
import { provisionCommand } from './commands/provision.ts'
import { regressCommand } from './commands/regress.ts'
import { reviewCommand } from './commands/review.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { serveCommand } from './commands/serve.ts'
import { specialCommand } from './commands/special.ts'
import { syncCommand } from './commands/sync.ts'
import { tenantCommand } from './commands/tenant.ts'
import { whyCommand } from './commands/why.ts'
import { workerCommand } from './commands/worker.ts'
import type { Session } from './session.ts'

/** Every subcommand, in the order of the help: see it, check it, use it, run it. */
export const COMMANDS: readonly ((session: Session) => Command)[] = [
  demoCommand,
  sandboxCommand,
  doctorCommand,
  matchCommand,
  inventoryCommand,
  syncCommand,
  reviewCommand,
  specialCommand,
  whyCommand,
  regressCommand,
  deliveriesCommand,
  provisionCommand,
  complianceCommand,
  migrateCommand,
  tenantCommand,
  serveCommand,
  workerCommand,
  catchUpCommand,
]
