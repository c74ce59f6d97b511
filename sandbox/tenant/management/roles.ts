import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer, pageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { Permission, RoleRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { describePermission, isSamePermission, permissionsBody } from './describe-permission.ts'
import { assignRole, findUser } from './held-roles.ts'

const description = z.string().max(140).optional()
const createBody = z.strictObject({ name: z.string().min(1).max(64), description })
const patchBody = createBody.partial()
const unmodelled = ['type', 'owner_id']
const listQuery = pageQuery.extend({
  name_filter: z.string().optional(),
  type: z.literal('tenant').optional(),
})

function show({ id, name, description: text }: RoleRecord): object {
  return { id, name, description: text }
}

function findRole(tenant: TenantContext, id: string): RoleRecord {
  const role = tenant.state.roles.get(id)
  if (role === undefined) throw refusal(404, 'The role does not exist', 'inexistent_role')
  return role
}

function refuseTakenName(tenant: TenantContext, name: string, exceptId?: string): void {
  const isTaken = [...tenant.state.roles.values()].some(
    (role) => role.name === name && role.id !== exceptId,
  )
  if (isTaken) throw refusal(409, `The role ${name} already exists`, 'role_conflict')
}

/** `/roles`: create and delete answer 200, as the real API does. */
export function roles(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { roles: records } = tenant.state
  const app = new Hono<TenantEnv>()

  app.get('/', allow('read:roles'), (context) => {
    const query = readQuery(context, listQuery, ['owner_id'])
    const filter = query.name_filter?.toLowerCase() ?? ''
    const items = [...records.values()].filter(({ name }) => name.toLowerCase().includes(filter))
    return listAnswer(context, query, { key: 'roles', items, show })
  })
  app.get('/:id', allow('read:roles'), (context) =>
    context.json(show(findRole(tenant, context.req.param('id')))),
  )
  app.post('/', allow('create:roles'), async (context) => {
    const { name, description: text = '' } = await readBody(context, createBody, unmodelled)
    refuseTakenName(tenant, name)
    const id = `rol_${tenant.ids.word(16)}`
    const role = { id, name, description: text, permissions: [] }
    records.set(id, role)
    auditApiCall(tenant, context, 'Create a role')
    return context.json(show(role))
  })
  app.patch('/:id', allow('update:roles'), async (context) => {
    const body = await readBody(context, patchBody)
    const old = findRole(tenant, context.req.param('id'))
    if (body.name !== undefined) refuseTakenName(tenant, body.name, old.id)
    const { name = old.name, description: text = old.description } = body
    const role = { ...old, name, description: text }
    records.set(old.id, role)
    auditApiCall(tenant, context, 'Update a role')
    return context.json(show(role))
  })
  app.delete('/:id', allow('delete:roles'), (context) => {
    const { id } = findRole(tenant, context.req.param('id'))
    records.delete(id)
    for (const [userId, held] of tenant.state.userRoles) {
      tenant.state.userRoles.set(userId, new Set([...held].filter((role) => role !== id)))
    }
    auditApiCall(tenant, context, 'Delete a role')
    return context.json({})
  })
  return app
}

/** `/roles/{id}/permissions`: adding is idempotent; a permission must exist in its API. */
export function rolePermissions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { roles: records } = tenant.state
  const app = new Hono<TenantEnv>()

  app.get('/:id/permissions', allow('read:roles'), (context) => {
    const query = readQuery(context, pageQuery)
    const { permissions: items } = findRole(tenant, context.req.param('id'))
    const describe = (permission: Permission) => describePermission(tenant, permission)
    return listAnswer(context, query, { key: 'permissions', items, show: describe })
  })
  app.post('/:id/permissions', allow('update:roles'), async (context) => {
    const { permissions } = await readBody(context, permissionsBody)
    const role = findRole(tenant, context.req.param('id'))
    for (const permission of permissions) describePermission(tenant, permission)
    const added = permissions.filter(
      (one) => !role.permissions.some((held) => isSamePermission(held, one)),
    )
    records.set(role.id, { ...role, permissions: [...role.permissions, ...added] })
    auditApiCall(tenant, context, 'Associate permissions with a role')
    return context.json({}, 201)
  })
  app.delete('/:id/permissions', allow('update:roles'), async (context) => {
    const { permissions } = await readBody(context, permissionsBody)
    const role = findRole(tenant, context.req.param('id'))
    const left = role.permissions.filter(
      (held) => !permissions.some((one) => isSamePermission(held, one)),
    )
    records.set(role.id, { ...role, permissions: left })
    auditApiCall(tenant, context, 'Remove permissions from a role')
    return context.body(null, 204)
  })
  return app
}

const usersBody = z.strictObject({ users: z.array(z.string()).min(1) })

/** `/roles/{id}/users`: who holds the role. */
export function roleUsers(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/:id/users', allow('read:users', 'read:roles', 'read:role_members'), (context) => {
    const query = readQuery(context, checkpointQuery)
    const { id } = findRole(tenant, context.req.param('id'))
    const items = [...tenant.state.users.values()].filter(({ user_id }) =>
      tenant.state.userRoles.get(user_id)?.has(id),
    )
    return listAnswer(context, query, {
      key: 'users',
      items,
      show: ({ user_id, email, name, picture }) => ({ user_id, email, name, picture }),
      idOf: (user) => user.user_id,
    })
  })
  app.post('/:id/users', allow('update:roles', 'create:role_members'), async (context) => {
    const { users } = await readBody(context, usersBody)
    const { id } = findRole(tenant, context.req.param('id'))
    for (const userId of users) findUser(tenant, userId)
    for (const userId of users) assignRole(tenant, userId, id)
    auditApiCall(tenant, context, 'Assign users to a role')
    return context.json({})
  })
  return app
}
