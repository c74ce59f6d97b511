import { Hono } from 'hono'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import { clockControl } from './clock-control.ts'
import { controlAccess } from './control-access.ts'
import { faultControl } from './fault-control.ts'

/** What no real tenant has: `/__sandbox`, by which machines hold the strings of this one (people have the page). */
export function controlApi(tenant: TenantContext): Hono {
  return new Hono()
    .use(controlAccess(tenant))
    .route('/faults', faultControl(tenant))
    .route('/clock', clockControl(tenant))
    .all('*', (context) => {
      const { method, path } = context.req
      throw refusal(404, `The sandbox has no ${method} ${path}`, 'inexistent_control')
    })
}
