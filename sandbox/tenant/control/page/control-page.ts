import { Hono, type Context } from 'hono'
import type { TenantContext } from '../../tenant-context.ts'
import { controlAccess } from '../control-access.ts'
import { failed, type Act } from './act.ts'
import { pageAssets } from './assets.ts'
import { moveClock } from './clock-acts.ts'
import { block, deleteUser, unblock, verify } from './dashboard-acts.ts'
import { pageDocument } from './document.ts'
import { armFault, clearFaults, removeFault } from './fault-acts.ts'
import { secretHider } from './hide-secrets.ts'
import type { Send } from './knock.ts'
import { createOutcomes, type Outcome, type Outcomes } from './outcomes.ts'
import { pageHeaders, sameOriginOnly } from './page-guard.ts'
import type { View } from './panels/panel.ts'
import { changePassword, logIn, signUp } from './person-acts.ts'
import { readState } from './read-state.ts'
import { changedPanels, renderPanels } from './render-panels.ts'

const acts: ReadonlyMap<string, Act> = new Map([
  ['sign-up', signUp],
  ['log-in', logIn],
  ['change-password', changePassword],
  ['verify', verify],
  ['block', block],
  ['unblock', unblock],
  ['delete', deleteUser],
  ['arm-fault', armFault],
  ['remove-fault', removeFault],
  ['clear-faults', clearFaults],
  ['move-clock', moveClock],
])

const searchMax = 200

function viewOf(context: Context): View {
  return {
    search: (context.req.query('q') ?? '').trim().slice(0, searchMax),
    userId: context.req.query('user') ?? '',
  }
}

/** Does what a button stands for; a mistake of the stand-in itself is told like a refusal. */
async function perform(
  deps: { readonly tenant: TenantContext; readonly send: Send; readonly outcomes: Outcomes },
  context: Context,
  act: Act,
): Promise<Outcome> {
  const body = await context.req.parseBody()
  const form = (name: string): string => {
    const value = context.req.query(name) ?? body[name]
    return typeof value === 'string' ? value : ''
  }
  const result = await act(deps, form).catch((error: unknown) =>
    failed(`the stand-in failed: ${error instanceof Error ? error.message : String(error)}`),
  )
  // A refusal may carry what an Action has thrown.
  const text = result.isGood ? result.text : secretHider(deps.tenant)(result.text)
  const outcome = { ...result, text, atMs: deps.tenant.now() }
  deps.outcomes.add(outcome)
  return outcome
}

/**
 * `/__sandbox/`: the tenant at a glance, for people, with a button for each usual event, each fault and the clock;
 * `/__sandbox/state` is the same for machines. What a button does goes through `frontDoor`, the tenant's own app, so that
 * it meets Actions, faults and limits as it would from outside.
 */
export function controlPage(tenant: TenantContext, frontDoor: Hono): Hono {
  const send: Send = (request) => frontDoor.fetch(request)
  const outcomes = createOutcomes()
  const app = new Hono()
  app.use(pageHeaders)
  app.use(controlAccess(tenant))
  app.get('*', (context, next) =>
    context.req.path === '/__sandbox' ? context.redirect('/__sandbox/') : next(),
  )
  app.get('/', (context) => {
    const view = viewOf(context)
    return context.html(pageDocument(tenant, view, renderPanels({ tenant, outcomes }, view)))
  })
  app.get('/live', async (context) => {
    const known = new Set((context.req.query('known') ?? '').split(' '))
    return context.json(await changedPanels({ tenant, outcomes }, viewOf(context), known))
  })
  app.get('/state', (context) => {
    const { search } = viewOf(context)
    return context.json(readState(tenant, { search, outcomes }))
  })
  app.route('/assets', pageAssets())
  app.post('/do/:act', sameOriginOnly(`https://${tenant.domain}`), async (context) => {
    const act = acts.get(context.req.param('act'))
    if (act === undefined) return context.text('There is no such button.', 404)
    const outcome = await perform({ tenant, send, outcomes }, context, act)
    const isScript = context.req.header('accept')?.includes('json') === true
    return isScript ? context.json(outcome) : context.redirect('/__sandbox/', 303)
  })
  return app
}
