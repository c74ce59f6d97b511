import { Hono } from 'hono'
import { faultWish } from '../core/fault-wish.ts'
import { readBody } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'

/** `/__sandbox/faults`: which faults wait to happen; adds one, and takes back one or all. */
export function faultControl({ faults }: TenantContext): Hono {
  const app = new Hono()
  app.get('/', (context) => context.json({ faults: faults.list() }))
  app.post('/', async (context) => {
    const wish = await readBody(context, faultWish)
    return context.json(faults.add(wish), 201)
  })
  app.delete('/', (context) => {
    const removed = faults.list().length
    faults.clear()
    return context.json({ removed })
  })
  app.delete('/:id', (context) => {
    const id = context.req.param('id')
    if (!faults.remove(id)) throw refusal(404, `There is no fault ${id}`, 'inexistent_fault')
    return context.json({ removed: 1 })
  })
  return app
}
