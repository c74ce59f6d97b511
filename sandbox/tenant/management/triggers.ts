import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { actionsListAnswer, actionsPageQuery, pageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { notModelled, refusal } from '../core/refusal.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ActionRecord, BindingRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { knownTriggers, showTrigger } from './known-triggers.ts'
import { showBoundAction } from './show-action.ts'

const bindingsPerTriggerMax = 20
const bindingsBody = z.strictObject({
  bindings: z
    .array(
      z.strictObject({
        ref: z.strictObject({ type: z.enum(['action_name', 'action_id']), value: z.string() }),
        display_name: z.string().optional(),
      }),
    )
    .max(bindingsPerTriggerMax),
})
type BindingBody = z.output<typeof bindingsBody>['bindings'][number]

function checkTrigger(id: string): void {
  if (knownTriggers.some((trigger) => trigger.id === id)) return
  throw refusal(404, `The trigger ${id} was not found.`, 'inexistent_trigger')
}

/** Nobody knows how Auth0 refuses bindings of Actions that an event stream or the like is bound to. */
function refuseEntityBound(id: string): void {
  const trigger = knownTriggers.find((one) => one.id === id)
  if (trigger?.bindingPolicy === 'entity-bound') throw notModelled(`bindings of the trigger ${id}`)
}

/** An Action can be bound once a version of it is deployed, and only to the trigger it was written for. */
function bindableAction(
  tenant: TenantContext,
  triggerId: string,
  ref: BindingBody['ref'],
): ActionRecord {
  const action = [...tenant.state.actions.values()].find(
    ({ id, name }) => (ref.type === 'action_id' ? id : name) === ref.value,
  )
  if (action === undefined) {
    throw refusal(400, `The action ${ref.value} was not found.`, 'inexistent_action')
  }
  if (!action.supported_triggers.some(({ id }) => id === triggerId)) {
    throw refusal(400, `The action ${action.name} does not support ${triggerId}.`)
  }
  if (action.deployedVersionId === null) {
    throw refusal(400, `The action ${action.name} must be deployed before it can be bound.`)
  }
  return action
}

function showBinding(tenant: TenantContext, binding: BindingRecord): object {
  const { action_id, ...shown } = binding
  const action = tenant.state.actions.get(action_id)
  return { ...shown, action: action && showBoundAction(action) }
}

/** `/actions/triggers` and their bindings, which are replaced as a whole. */
export function triggers(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:actions'), (context) =>
    context.json({ triggers: knownTriggers.map(showTrigger) }),
  )
  app.get('/:id/bindings', allow('read:actions'), (context) => {
    const id = context.req.param('id')
    checkTrigger(id)
    const query = readQuery(context, actionsPageQuery)
    const items = tenant.state.bindings.get(id) ?? []
    const show = (binding: BindingRecord) => showBinding(tenant, binding)
    return actionsListAnswer(context, query, { key: 'bindings', items, show, perPageDefault: 20 })
  })
  app.patch('/:id/bindings', allow('update:actions'), async (context) => {
    const trigger_id = context.req.param('id')
    checkTrigger(trigger_id)
    refuseEntityBound(trigger_id)
    const body = await readBody(context, bindingsBody)
    const at = isoNow(tenant)
    const bindings = body.bindings.map(({ ref, display_name }): BindingRecord => {
      const action = bindableAction(tenant, trigger_id, ref)
      return {
        id: tenant.ids.uuid(),
        trigger_id,
        action_id: action.id,
        display_name: display_name ?? action.name,
        created_at: at,
        updated_at: at,
      }
    })
    tenant.state.bindings.set(trigger_id, bindings)
    auditApiCall(tenant, context, 'Update trigger bindings')
    return context.json({ bindings: bindings.map((one) => showBinding(tenant, one)) })
  })
  return app
}

/** `/actions/modules`: none exist, and none can be made (any other request is not modelled). */
export function actionModules(allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.get('/', allow('read:actions'), (context) => {
    const { page = '0', per_page: perPage = '50' } = readQuery(
      context,
      pageQuery.pick({ page: true, per_page: true }),
    )
    return context.json({ modules: [], total: 0, page: Number(page), per_page: Number(perPage) })
  })
  return app
}
