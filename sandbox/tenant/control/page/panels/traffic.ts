import { html } from 'hono/html'
import type { DeliveryEntry } from '../../../core/delivery-log.ts'
import type { RequestEntry } from '../../../core/request-log.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import { entryKey } from '../entry-key.ts'
import { secretHider } from '../hide-secrets.ts'
import { latest } from '../read-state.ts'
import { moment, shortened, type Fragment } from '../show-text.ts'
import { rowsMax, type Panel } from './panel.ts'

function statusBadge(status: number): Fragment {
  const look = status >= 500 || status === 429 ? 'is-bad' : status >= 400 ? 'is-warn' : 'is-good'
  return html`<span class="badge ${look}">${status}</span>`
}

function delivery(
  tenant: TenantContext,
  entry: DeliveryEntry,
  hide: (text: string) => string,
): Fragment {
  const { atMs, source, target, status, failure, attempt } = entry
  const outcome =
    status === null
      ? html`<span class="badge is-bad">none</span> <small>${shortened(hide(failure ?? ''), 60)}</small>`
      : statusBadge(status)
  return html`<tr data-key="${entryKey(entry)}">
    <td class="when">${moment(atMs, tenant.now())}</td>
    <td class="wide">${source}</td>
    <td class="code">${shortened(target, 70)}</td>
    <td>${outcome}</td>
    <td class="wide number">${attempt}</td>
  </tr>`
}

/** What the tenant sent out, the latest first. */
export const deliveries: Panel = ({ tenant }) => {
  const { entries } = tenant.deliveryLog
  if (entries.length === 0) return html`<p class="quiet">Nothing was sent.</p>`
  const hide = secretHider(tenant)
  return html`<table>
    <thead>
      <tr>
        <th scope="col" class="at">At</th>
        <th scope="col" class="wide short">From</th>
        <th scope="col" class="half">To</th>
        <th scope="col" class="answer">Answer</th>
        <th scope="col" class="wide number at">Try</th>
      </tr>
    </thead>
    <tbody>
      ${latest(entries, rowsMax).map((entry) => delivery(tenant, entry, hide))}
    </tbody>
  </table>`
}

function clientName(tenant: TenantContext, clientId: string | null): string {
  if (clientId === null) return ''
  return tenant.state.clients.get(clientId)?.name ?? clientId
}

function request(tenant: TenantContext, entry: RequestEntry): Fragment {
  const { atMs, method, path, status, clientId, userAgent, queryNames } = entry
  const query = queryNames.length === 0 ? '' : `?${queryNames.join('&')}`
  return html`<tr data-key="${entryKey(entry)}">
    <td class="when">${moment(atMs, tenant.now())}</td>
    <td class="code"><b>${method}</b> ${shortened(`${path}${query}`, 90)}</td>
    <td>${statusBadge(status)}</td>
    <td class="wide">${shortened(clientName(tenant, clientId), 30)}</td>
    <td class="wide quiet">${shortened(userAgent ?? '', 30)}</td>
  </tr>`
}

/** What was asked of the tenant, the latest first; this page is not counted. */
export const requests: Panel = ({ tenant }) => {
  const { entries } = tenant.requestLog
  if (entries.length === 0) return html`<p class="quiet">Nobody has asked anything.</p>`
  return html`<table>
    <thead>
      <tr>
        <th scope="col" class="at">At</th>
        <th scope="col" class="half">Request</th>
        <th scope="col" class="at">Answer</th>
        <th scope="col" class="wide">Application</th>
        <th scope="col" class="wide">Agent</th>
      </tr>
    </thead>
    <tbody>
      ${latest(entries, rowsMax).map((entry) => request(tenant, entry))}
    </tbody>
  </table>`
}

/** How full the buckets of the plan are. */
export const buckets: Panel = ({ tenant }) =>
  html`<ul class="plain buckets">
    ${tenant.rateLimits.read().map(({ name, burst, perMinute, tokens }) => {
      const left = Math.floor(tokens)
      return html`<li data-key="${name}">
        <span><b>${name}</b> <small>${perMinute} a minute</small></span>
        <span class="number">${left} of ${burst}</span>
        <meter
          min="0"
          max="${burst}"
          low="${burst * 0.25}"
          high="${burst * 0.5}"
          optimum="${burst}"
          value="${left}"
          aria-label="${name}: ${left} of ${burst} left"
        ></meter>
      </li>`
    })}
  </ul>`
