import { html } from 'hono/html'
import { logDescriptions, type TenantLogEntry } from '../../../core/tenant-log.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import { secretHider } from '../hide-secrets.ts'
import { latest } from '../read-state.ts'
import { moment, shortened, type Fragment } from '../show-text.ts'
import { rowsMax, type Panel } from './panel.ts'
import { userName } from './users.ts'

function look(type: string): string {
  if (type === 'actions_execution_failed' || type.startsWith('f')) return 'is-bad'
  return type === 'w' || type === 'api_limit' ? 'is-warn' : ''
}

function row(
  tenant: TenantContext,
  entry: TenantLogEntry,
  hide: (text: string) => string,
): Fragment {
  const { log_id, date, type, description, user_id, user_name, client_name } = entry
  const message = entry.details?.['error_message']
  const said = typeof message === 'string' ? message : (description ?? logDescriptions[type])
  const who =
    user_id === undefined
      ? shortened(user_name ?? client_name ?? '', 40)
      : userName(tenant, user_id)
  return html`<tr data-key="${log_id}">
    <td class="when">${moment(Date.parse(date), tenant.now())}</td>
    <td><span class="badge ${look(type)}">${type}</span></td>
    <td>${shortened(hide(said), 90)}</td>
    <td class="wide">${who}</td>
  </tr>`
}

/** The tenant's own log, the latest first. */
export const tenantLog: Panel = ({ tenant }) => {
  const { entries } = tenant.log
  if (entries.length === 0) return html`<p class="quiet">Nothing has happened.</p>`
  const hide = secretHider(tenant)
  return html`<table>
    <thead>
      <tr>
        <th scope="col" class="at">At</th>
        <th scope="col" class="state">Code</th>
        <th scope="col" class="half">What</th>
        <th scope="col" class="wide">Who</th>
      </tr>
    </thead>
    <tbody>
      ${latest(entries, rowsMax).map((entry) => row(tenant, entry, hide))}
    </tbody>
  </table>`
}
