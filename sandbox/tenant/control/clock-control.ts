import { Hono } from 'hono'
import { z } from 'zod'
import { readBody } from '../core/read-request.ts'
import type { TenantContext } from '../tenant-context.ts'

// Ten years: whoever goes further has meant another unit.
const advanceMsMax = 3650 * 86_400_000
const clockBody = z.strictObject({ advanceBy: z.int().min(1).max(advanceMsMax) })

/** `/__sandbox/clock`: what time it is in the tenant, and `advanceBy` milliseconds, with all that falls due by then. */
export function clockControl({ clock }: TenantContext): Hono {
  const show = () => ({ now: new Date(clock.now()).toISOString(), waiting: clock.waiting() })
  const app = new Hono()
  app.get('/', (context) => context.json(show()))
  app.post('/', async (context) => {
    const { advanceBy } = await readBody(context, clockBody)
    await clock.advanceBy(advanceBy)
    return context.json(show())
  })
  return app
}
