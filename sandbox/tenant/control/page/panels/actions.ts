import { html } from 'hono/html'
import type { ActionExecution, ActionResult } from '../../../runtime/action-execution.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import { readActions, readExecutions, type ShownAction } from '../read-state.ts'
import { foreign, moment, visibleText, type Fragment } from '../show-text.ts'
import { rowsMax, type Panel } from './panel.ts'
import { userName, userText } from './users.ts'

function action(one: ShownAction): Fragment {
  const state =
    one.deployedVersion === null
      ? html`<span class="badge is-warn">draft</span>`
      : html`<span class="badge${one.position === null ? '' : ' is-good'}">v${one.deployedVersion}</span>`
  const place = one.position === null ? 'not bound' : `${one.trigger}, ${one.position}.`
  const secrets =
    one.secretNames.length === 0 ? '' : html` · secrets ${foreign(one.secretNames.join(', '), 120)}`
  return html`<li data-key="${one.id}">
    <b>${foreign(one.name, 60)}</b> ${state} <small>${place} · ${one.runtime}${secrets}</small>
  </li>`
}

/** Which Actions there are, in the order in which they run. */
export const actions: Panel = ({ tenant }) => {
  const all = readActions(tenant)
  if (all.length === 0) return html`<p class="quiet">No Action is deployed.</p>`
  return html`<ul class="plain">
    ${all.map(action)}
  </ul>`
}

function badge({ action_name, version, error }: ActionResult): Fragment {
  const name = foreign(action_name, 40)
  return error === null
    ? html`<span class="badge is-good">${name} v${version}</span> `
    : html`<span class="badge is-bad">${name} v${version} ${error.class}</span> `
}

function printed({ action_name, error, logs }: ActionResult): Fragment {
  const thrown = error === null ? '' : html`<p class="bad">${foreign(error.message, 1000)}</p>`
  const log =
    logs === ''
      ? html`<p class="quiet">printed nothing</p>`
      : html`<pre tabindex="0" dir="ltr"><bdi>${visibleText(logs)}</bdi></pre>`
  return html`<h3>${foreign(action_name, 60)}</h3>
    ${thrown} ${log}`
}

function run(tenant: TenantContext, execution: ActionExecution): Fragment {
  const { id, trigger_id, user_id, startedAtMs, results, wroteMetadata } = execution
  return html`<details data-key="${id}">
    <summary>
      ${moment(startedAtMs, tenant.now())} <span class="trigger">${trigger_id}</span>
      <span class="who one-line">${userText(tenant, user_id)}</span>
      <span class="results">${results.map(badge)}${
        wroteMetadata ? html`<span class="badge">metadata</span>` : ''
      }</span>
    </summary>
    <div class="inside">
      <p>${userName(tenant, user_id)}</p>
      ${results.map(printed)}
    </div>
  </details>`
}

/** The latest runs of Actions; each opens to what was printed and thrown. */
export const executions: Panel = ({ tenant }) => {
  const latest = readExecutions(tenant, rowsMax)
  if (latest.length === 0) return html`<p class="quiet">No Action has run.</p>`
  return html`${latest.map((execution) => run(tenant, execution))}`
}
