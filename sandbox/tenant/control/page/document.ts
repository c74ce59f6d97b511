import { html } from 'hono/html'
import type { TenantContext } from '../../tenant-context.ts'
import { clearForm, clockForm, faultForms, personForm } from './forms.ts'
import type { View } from './panels/panel.ts'
import type { PanelName } from './render-panels.ts'
import { visibleText, type Fragment } from './show-text.ts'

/** The first state of every part, which the script then keeps up to date. */
type Parts = Readonly<Record<PanelName, Fragment>>

function live(parts: Parts, name: PanelName, look = ''): Fragment {
  return html`<div data-panel="${name}" class="${look}">${parts[name]}</div>`
}

type Card = {
  readonly id: string
  readonly title: string
  /** Stands still while the rest scrolls. */
  readonly head?: Fragment
  readonly top?: Fragment
  readonly body: Fragment
}

function card({ id, title, head, top, body }: Card): Fragment {
  return html`<section class="card" id="${id}" aria-labelledby="${id}-title">
    <header>
      <h2 id="${id}-title">${title}</h2>
      ${head ?? ''}
    </header>
    ${top === undefined ? '' : html`<div class="top">${top}</div>`}
    <div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-title">${body}</div>
  </section>`
}

function searchForm(search: string): Fragment {
  return html`<form role="search" action="/__sandbox/" data-search>
    <input
      type="search"
      name="q"
      value="${search}"
      maxlength="200"
      autocomplete="off"
      spellcheck="false"
      placeholder="Address, name, id, role, blocked …   ( / )"
      aria-label="Search users"
    />
  </form>`
}

function board(parts: Parts, view: View): Fragment {
  return html`<main class="board" id="board">
    ${card({
      id: 'users',
      title: 'Users',
      head: searchForm(view.search),
      body: live(parts, 'users'),
    })}
    ${card({
      id: 'somebody',
      title: 'Be somebody',
      top: personForm(),
      body: live(parts, 'outcomes'),
    })}
    ${card({
      id: 'actions',
      title: 'Actions',
      top: live(parts, 'actions'),
      body: live(parts, 'executions', 'runs'),
    })}
    ${card({ id: 'mails', title: 'Mail sink', body: live(parts, 'mails') })}
    ${card({ id: 'deliveries', title: 'Deliveries', body: live(parts, 'deliveries') })}
    ${card({
      id: 'faults',
      title: 'Faults',
      head: clearForm(),
      top: faultForms(),
      body: live(parts, 'faults'),
    })}
    ${card({ id: 'requests', title: 'Requests', body: live(parts, 'requests') })}
    ${card({ id: 'limits', title: 'Rate limits', body: live(parts, 'buckets') })}
    ${card({ id: 'log', title: 'Tenant log', body: live(parts, 'log') })}
  </main>`
}

/** The whole page as it is at this moment; it can be read and used without its script as well. */
export function pageDocument(tenant: TenantContext, view: View, parts: Parts): Fragment {
  const { domain, plan } = tenant
  const isOpen = view.userId !== ''
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${visibleText(domain)} – tenant stand-in</title>
        <link rel="icon" type="image/svg+xml" href="/__sandbox/assets/icon.svg" />
        <link rel="stylesheet" href="/__sandbox/assets/page.css" />
        <script type="module" src="/__sandbox/assets/page.mjs"></script>
      </head>
      <body>
        <a class="skip" href="#board">To the tables</a>
        <header class="bar">
          <div class="brand">
            <img src="/__sandbox/assets/icon.svg" alt="" width="32" height="32" />
            <div>
              <h1>Tenant stand-in</h1>
              <p><code>${domain}</code> · ${plan} plan · not Auth0</p>
            </div>
          </div>
          <div class="clock">${live(parts, 'clock', 'time')} ${clockForm()}</div>
          <p class="pulse" data-pulse>not live</p>
        </header>
        <dl class="tiles" data-panel="figures">${parts.figures}</dl>
        ${board(parts, view)}
        <dialog data-details aria-label="User" ${isOpen ? html`open` : ''}>
          <form method="dialog" class="close"><button aria-label="Close" title="Close">✕</button></form>
          <p class="told" role="status" data-told></p>
          ${live(parts, 'user')}
        </dialog>
        <p class="told toast" role="status" data-told></p>
      </body>
    </html>`
}
