import { Hono } from 'hono'
import type { Allow, TenantEnv } from '../core/access.ts'
import { listAnswer, pageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { Permission } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { describePermission, isSamePermission, permissionsBody } from './describe-permission.ts'
import { findUser, rolesOf } from './held-roles.ts'

type Source = {
  readonly source_id: string
  readonly source_name: string
  readonly source_type: 'DIRECT' | 'ROLE'
}

const directly: Source = { source_id: '', source_name: '', source_type: 'DIRECT' }

function withSources(tenant: TenantContext, userId: string): object[] {
  const found = new Map<string, object & { readonly sources: Source[] }>()
  const note = (permission: Permission, source: Source): void => {
    const key = `${permission.resource_server_identifier} ${permission.permission_name}`
    const known = found.get(key)
    if (known !== undefined) known.sources.push(source)
    else found.set(key, { ...describePermission(tenant, permission), sources: [source] })
  }
  for (const permission of tenant.state.userPermissions.get(userId) ?? []) {
    note(permission, directly)
  }
  for (const { id, name, permissions } of rolesOf(tenant, userId)) {
    const source: Source = { source_id: id, source_name: name, source_type: 'ROLE' }
    for (const permission of permissions) note(permission, source)
  }
  return [...found.values()]
}

/** `/users/{id}/permissions`: what a person may do, directly and through roles; only the former is given and taken here. */
export function userPermissions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { userPermissions: records } = tenant.state
  const app = new Hono<TenantEnv>()

  app.get('/:id/permissions', allow('read:users'), (context) => {
    const query = readQuery(context, pageQuery)
    const { user_id } = findUser(tenant, context.req.param('id'))
    const items = withSources(tenant, user_id)
    return listAnswer(context, query, { key: 'permissions', items, show: (item) => item })
  })
  app.post('/:id/permissions', allow('update:users'), async (context) => {
    const { permissions } = await readBody(context, permissionsBody)
    const { user_id } = findUser(tenant, context.req.param('id'))
    for (const permission of permissions) describePermission(tenant, permission)
    const held = [...(records.get(user_id) ?? [])]
    for (const one of permissions) {
      if (!held.some((other) => isSamePermission(other, one))) held.push(one)
    }
    records.set(user_id, held)
    auditApiCall(tenant, context, 'Assign permissions to a user', user_id)
    return context.body(null, 201)
  })
  app.delete('/:id/permissions', allow('update:users'), async (context) => {
    const { permissions } = await readBody(context, permissionsBody)
    const { user_id } = findUser(tenant, context.req.param('id'))
    const held = records.get(user_id) ?? []
    const isTaken = (one: Permission) => permissions.some((other) => isSamePermission(other, one))
    records.set(
      user_id,
      held.filter((one) => !isTaken(one)),
    )
    auditApiCall(tenant, context, 'Remove permissions from a user', user_id)
    return context.body(null, 204)
  })
  return app
}
