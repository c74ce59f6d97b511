import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { RoleRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { assignRole, findUser, rolesOf } from './held-roles.ts'

const rolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1) })

/** `/users/{id}/roles`. */
export function userRoles(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  const readRoles = async (raw: Promise<z.output<typeof rolesBody>>): Promise<string[]> => {
    const { roles } = await raw
    const unknown = roles.find((id) => !tenant.state.roles.has(id))
    if (unknown !== undefined) {
      throw refusal(404, `The role ${unknown} does not exist`, 'inexistent_role')
    }
    return roles
  }

  app.get('/:id/roles', allow('read:users', 'read:roles', 'read:role_members'), (context) => {
    const query = readQuery(context, pageQuery)
    const { user_id } = findUser(tenant, context.req.param('id'))
    const items = rolesOf(tenant, user_id)
    const show = ({ id, name, description }: RoleRecord) => ({ id, name, description })
    return listAnswer(context, query, { key: 'roles', items, show })
  })
  app.post('/:id/roles', allow('update:users', 'create:role_members'), async (context) => {
    const added = await readRoles(readBody(context, rolesBody))
    const { user_id } = findUser(tenant, context.req.param('id'))
    for (const id of added) assignRole(tenant, user_id, id)
    auditApiCall(tenant, context, 'Assign roles to a user', user_id)
    return context.body(null, 204)
  })
  app.delete('/:id/roles', allow('update:users', 'delete:role_members'), async (context) => {
    const removed = new Set(await readRoles(readBody(context, rolesBody)))
    const { user_id } = findUser(tenant, context.req.param('id'))
    const held = tenant.state.userRoles.get(user_id) ?? new Set<string>()
    tenant.state.userRoles.set(user_id, new Set([...held].filter((id) => !removed.has(id))))
    auditApiCall(tenant, context, 'Remove roles from a user', user_id)
    return context.body(null, 204)
  })
  return app
}
