import { html } from 'hono/html'
import type { Fault } from '../../../core/faults.ts'
import type { Mail } from '../../../core/mail-sink.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import { entryKey } from '../entry-key.ts'
import { latest } from '../read-state.ts'
import { foreign, moment, shortened, type Fragment } from '../show-text.ts'
import { rowsMax, type Panel } from './panel.ts'

const mailNames = {
  verify_email: 'Verify the address',
  reset_email: 'Choose a password',
  import_completed: 'Import completed',
} as const

function mail(tenant: TenantContext, one: Mail): Fragment {
  return html`<li data-key="${entryKey(one)}">
    ${moment(one.sentAtMs, tenant.now())}
    <span class="grow one-line">${shortened(one.to, 60)}</span>
    <a href="${one.link}" target="_blank" rel="noopener">${mailNames[one.template]}</a>
  </li>`
}

/** Mails that were never delivered, the latest first, each with its one-time link. */
export const mails: Panel = ({ tenant }) => {
  const { mails: all } = tenant.mailSink
  if (all.length === 0) return html`<p class="quiet">No mail was sent.</p>`
  return html`<ul class="plain lines">
    ${latest(all, rowsMax).map((one) => mail(tenant, one))}
  </ul>`
}

function limits({ count, hits, probability, delayMs }: Fault): string {
  return [
    count === undefined ? 'until removed' : `${count - hits} to go`,
    `${hits} so far`,
    ...(probability === undefined ? [] : [`${Math.round(probability * 100)} %`]),
    ...(delayMs === undefined ? [] : [`${delayMs} ms`]),
  ].join(', ')
}

function fault(one: Fault): Fragment {
  return html`<li data-key="${one.id}">
    <span class="badge is-bad">${one.kind}</span>
    <span class="grow"><code>${foreign(one.at, 60)}</code> <small>${limits(one)}</small></span>
    <form method="post" action="/__sandbox/do/remove-fault" data-act>
      <input type="hidden" name="fault" value="${one.id}" />
      <button class="is-small" aria-label="Remove ${one.kind}">Remove</button>
    </form>
  </li>`
}

/** What goes wrong on purpose at the moment. */
export const faults: Panel = ({ tenant }) => {
  const all = tenant.faults.list()
  if (all.length === 0) return html`<p class="quiet">No fault is in force.</p>`
  return html`<ul class="plain lines">
    ${all.map(fault)}
  </ul>`
}

/** What came of the buttons of this page, the latest first. */
export const outcomes: Panel = ({ tenant, outcomes: { entries } }) => {
  if (entries.length === 0) {
    return html`<p class="quiet">What comes of a button is told here.</p>`
  }
  return html`<ul class="plain lines">
    ${latest(entries, rowsMax).map(
      (one) => html`<li data-key="${entryKey(one)}" class="${one.isGood ? 'is-good' : 'is-bad'}">
        ${moment(one.atMs, tenant.now())} <span class="grow">${foreign(one.text, 400)}</span>
      </li>`,
    )}
  </ul>`
}
