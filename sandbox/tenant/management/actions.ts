import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { actionsListAnswer, actionsPageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ActionRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { deployWhenBuilt, forgetUndeployed } from './deploy-action.ts'
import { findAction } from './find-action.ts'
import { showAction } from './show-action.ts'
import { createActionBody, emptyAction, patchActionBody, writtenDraft } from './write-action.ts'

// Auth0-facts 1.5.
const actionsMax = 100
const perPageDefault = 50
const listQuery = actionsPageQuery.extend({
  triggerId: z.string().optional(),
  actionName: z.string().optional(),
  deployed: z.enum(['true', 'false']).optional(),
  installed: z.enum(['true', 'false']).optional(),
})
const deleteQuery = z.strictObject({ force: z.enum(['true', 'false']).optional() })

function refuseTakenName(tenant: TenantContext, name: string, exceptId?: string): void {
  const isTaken = [...tenant.state.actions.values()].some(
    (action) => action.name === name && action.id !== exceptId,
  )
  if (isTaken) throw refusal(409, 'An action with the same name already exists.')
}

function isBound(tenant: TenantContext, actionId: string): boolean {
  return [...tenant.state.bindings.values()].flat().some((one) => one.action_id === actionId)
}

function isListed({ actionName, triggerId, deployed, installed }: z.output<typeof listQuery>) {
  return (action: ActionRecord): boolean => {
    // Nothing here comes from the marketplace.
    if (installed === 'true') return false
    const isDeployed = action.deployedVersionId !== null
    const triggerIds = action.supported_triggers.map(({ id }) => id)
    return (
      (actionName === undefined || actionName === action.name) &&
      (triggerId === undefined || triggerIds.includes(triggerId)) &&
      (deployed === undefined || (deployed === 'true') === isDeployed)
    )
  }
}

/** `/actions/actions`: drafts and their deployment. */
export function actions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { actions: records } = tenant.state
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:actions'), (context) => {
    const query = readQuery(context, listQuery)
    const items = [...records.values()].filter(isListed(query))
    const show = (action: ActionRecord) => showAction(tenant, action)
    return actionsListAnswer(context, query, { key: 'actions', items, show, perPageDefault })
  })
  app.get('/:id', allow('read:actions'), (context) =>
    context.json(showAction(tenant, findAction(tenant, context.req.param('id')))),
  )
  app.post('/', allow('create:actions'), async (context) => {
    const body = await readBody(context, createActionBody)
    refuseTakenName(tenant, body.name)
    if (records.size >= actionsMax) throw refusal(403, 'Too many actions', 'limit_reached')
    const action = writtenDraft(tenant, emptyAction(tenant, body.name), body)
    records.set(action.id, action)
    if (body.deploy === true) deployWhenBuilt(tenant, action)
    auditApiCall(tenant, context, 'Create an action')
    return context.json(showAction(tenant, action, 'pending'), 201)
  })
  app.patch('/:id', allow('update:actions'), async (context) => {
    const body = await readBody(context, patchActionBody)
    const old = findAction(tenant, context.req.param('id'))
    if (body.name !== undefined) refuseTakenName(tenant, body.name, old.id)
    const action = writtenDraft(tenant, old, body)
    records.set(old.id, action)
    auditApiCall(tenant, context, 'Update an action')
    return context.json(showAction(tenant, action, 'pending'))
  })
  app.delete('/:id', allow('delete:actions'), (context) => {
    const { id } = findAction(tenant, context.req.param('id'))
    const { force } = readQuery(context, deleteQuery)
    if (isBound(tenant, id) && force !== 'true') {
      throw refusal(409, 'The action is bound to a trigger', 'action_bound')
    }
    for (const [trigger, bindings] of tenant.state.bindings) {
      const left = bindings.filter((binding) => binding.action_id !== id)
      tenant.state.bindings.set(trigger, left)
    }
    records.delete(id)
    forgetUndeployed(tenant)
    auditApiCall(tenant, context, 'Delete an action')
    return context.body(null, 204)
  })
  return app
}
