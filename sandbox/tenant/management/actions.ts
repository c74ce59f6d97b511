import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { actionsListAnswer, actionsPageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ActionRecord, ActionVersionRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { isBuilt, showAction, showVersion } from './show-action.ts'
import { createActionBody, emptyAction, patchActionBody, writtenDraft } from './write-action.ts'

const versionsKept = 50
const actionsMax = 100
const perPageDefault = 50
const listQuery = actionsPageQuery.extend({
  triggerId: z.string().optional(),
  actionName: z.string().optional(),
  deployed: z.enum(['true', 'false']).optional(),
  installed: z.enum(['true', 'false']).optional(),
})
const deleteQuery = z.strictObject({ force: z.enum(['true', 'false']).optional() })

function findAction(tenant: TenantContext, id: string): ActionRecord {
  const action = tenant.state.actions.get(id)
  if (action === undefined) throw refusal(404, 'That action was not found.', 'inexistent_action')
  return action
}

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

/** The oldest versions go, except the one that is deployed. */
function withVersion(action: ActionRecord, version: ActionVersionRecord): ActionRecord {
  return {
    ...action,
    versions: [...action.versions, version].slice(-versionsKept),
    deployedVersionId: version.id,
    isDraftDeployed: true,
  }
}

function draftVersion(tenant: TenantContext, action: ActionRecord): ActionVersionRecord {
  const { code, runtime, dependencies, secrets } = action
  const number = (action.versions.at(-1)?.number ?? 0) + 1
  const at = isoNow(tenant)
  const id = tenant.ids.uuid()
  return { code, runtime, dependencies, secrets, id, number, created_at: at, updated_at: at }
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
    auditApiCall(tenant, context, 'Create an action')
    return context.json(showAction(tenant, action, 'pending'), 201)
  })
  app.patch('/:id', allow('update:actions'), async (context) => {
    const old = findAction(tenant, context.req.param('id'))
    const body = await readBody(context, patchActionBody)
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
    auditApiCall(tenant, context, 'Delete an action')
    return context.body(null, 204)
  })
  return app
}

/** `/actions/actions/{id}/deploy` and `/versions`. */
export function actionVersions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const { actions: records } = tenant.state
  const app = new Hono<TenantEnv>()
  const put = (action: ActionRecord): ActionRecord => {
    records.set(action.id, action)
    return action
  }

  app.post('/:id/deploy', allow('create:actions'), (context) => {
    const draft = findAction(tenant, context.req.param('id'))
    if (!isBuilt(tenant, draft)) {
      throw refusal(400, "A draft must be in the 'built' state before it can be deployed.")
    }
    const version = draftVersion(tenant, draft)
    const action = put(withVersion(draft, version))
    auditApiCall(tenant, context, 'Deploy an action')
    // The answer still says false; a later read says true.
    return context.json(showVersion(action, version, false))
  })
  app.get('/:id/versions', allow('read:actions'), (context) => {
    const query = readQuery(context, actionsPageQuery)
    const action = findAction(tenant, context.req.param('id'))
    const show = (version: ActionVersionRecord) =>
      showVersion(action, version, version.id === action.deployedVersionId)
    const items = action.versions.toReversed()
    return actionsListAnswer(context, query, { key: 'versions', items, show, perPageDefault })
  })
  app.post('/:id/versions/:versionId/deploy', allow('create:actions'), (context) => {
    const action = findAction(tenant, context.req.param('id'))
    const old = action.versions.find(({ id }) => id === context.req.param('versionId'))
    if (old === undefined) throw refusal(404, 'That version was not found.', 'inexistent_version')
    const { code, runtime, dependencies, secrets } = old
    const draft = { ...action, code, runtime, dependencies, secrets }
    const version = draftVersion(tenant, draft)
    const deployed = put(withVersion(draft, version))
    auditApiCall(tenant, context, 'Roll back to an action version')
    return context.json(showVersion(deployed, version, false))
  })
  return app
}
