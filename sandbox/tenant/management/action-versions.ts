import { Hono } from 'hono'
import { z } from 'zod'
import type { Allow, TenantEnv } from '../core/access.ts'
import { actionsListAnswer, actionsPageQuery } from '../core/paging.ts'
import { readBody, readQuery } from '../core/read-request.ts'
import { refusal } from '../core/refusal.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ActionVersionRecord } from '../tenant-state.ts'
import { auditApiCall } from './audit-api-call.ts'
import { deployCode, deployDraft } from './deploy-action.ts'
import { findAction, findVersion } from './find-action.ts'
import { isBuilt, showVersion } from './show-action.ts'

const perPageDefault = 50
const rollBackBody = z.strictObject({ update_draft: z.boolean().optional() }).nullable()

/** `/actions/actions/{id}/deploy` and `/versions`. */
export function actionVersions(tenant: TenantContext, allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  app.post('/:id/deploy', allow('create:actions'), (context) => {
    const draft = findAction(tenant, context.req.param('id'))
    if (!isBuilt(tenant, draft)) {
      throw refusal(400, "A draft must be in the 'built' state before it can be deployed.")
    }
    const { action, version } = deployDraft(tenant, draft)
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
  app.get('/:id/versions/:versionId', allow('read:actions'), (context) => {
    const action = findAction(tenant, context.req.param('id'))
    const version = findVersion(action, context.req.param('versionId'))
    const isDeployed = version.id === action.deployedVersionId
    return context.json(showVersion(action, version, isDeployed))
  })
  app.post('/:id/versions/:versionId/deploy', allow('create:actions'), async (context) => {
    const draft = findAction(tenant, context.req.param('id'))
    const old = findVersion(draft, context.req.param('versionId'))
    const hasBody = (await context.req.text()) !== ''
    const body = hasBody ? await readBody(context, rollBackBody) : null
    const { code, runtime, dependencies, secrets } = old
    const updated = { code, runtime, dependencies, secrets, isDraftDeployed: true }
    const base = body?.update_draft === true ? updated : { isDraftDeployed: false }
    const { action, version } = deployCode(tenant, { ...draft, ...base }, old)
    auditApiCall(tenant, context, 'Roll back to an action version')
    return context.json(showVersion(action, version, false))
  })
  return app
}
