import { html } from 'hono/html'
import { rolesOf } from '../../../management/held-roles.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import type { JsonObject, UserRecord } from '../../../tenant-state.ts'
import { figure, foreign, moment, visibleText, type Fragment } from '../show-text.ts'
import { samplePassword } from '../person-acts.ts'
import type { Panel } from './panel.ts'
import { userBadges } from './users.ts'

function fact(name: string, value: Fragment): Fragment {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

function at(tenant: TenantContext, iso: string | undefined): Fragment {
  return iso === undefined
    ? html`<span class="quiet">never</span>`
    : moment(Date.parse(iso), tenant.now())
}

function metadata(name: string, value: JsonObject | undefined): Fragment {
  const isEmpty = value === undefined || Object.keys(value).length === 0
  // Whole, since a profile holds 10 KB at most.
  return html`<section data-key="${name}">
    <h3>${name}</h3>
    ${
      isEmpty
        ? html`<p class="quiet">empty</p>`
        : html`<pre tabindex="0" dir="ltr"><bdi>${visibleText(JSON.stringify(value, null, 2))}</bdi></pre>`
    }
  </section>`
}

function button(act: string, text: string, look = ''): Fragment {
  const action = `/__sandbox/do/${act}`
  return html`<button data-key="${act}" formaction="${action}" formnovalidate class="${look}">${text}</button>`
}

function buttons(user: UserRecord): Fragment {
  const login = user.email ?? user.username ?? ''
  return html`<form method="post" action="/__sandbox/do/log-in" data-act data-key="acts" class="acts">
    <input type="hidden" name="user" value="${user.user_id}" />
    <input type="hidden" name="email" value="${login}" />
    <input type="hidden" name="connection" value="${user.connection}" />
    <label class="field">
      <span>Password</span>
      <input
        type="password"
        name="password"
        autocomplete="off"
        placeholder="${samplePassword}"
      />
    </label>
    <div class="buttons">
      ${button('log-in', 'Log in', 'is-main')} ${button('change-password', 'Mail a new password')}
      ${button('verify', 'Open verification link')}
      ${user.blocked === true ? button('unblock', 'Unblock') : button('block', 'Block')}
      ${button('delete', 'Delete', 'is-bad')}
    </div>
  </form>`
}

function details(tenant: TenantContext, user: UserRecord): Fragment {
  const roles = rolesOf(tenant, user.user_id)
  const name = user.name ?? user.email ?? user.user_id
  return html`<h2>${foreign(name, 120)}</h2>
    <p class="badges">${userBadges(user)}</p>
    ${buttons(user)}
    <dl class="facts">
      ${fact('Id', html`<code>${foreign(user.user_id)}</code>`)}
      ${fact('Address', foreign(user.email ?? '–'))}
      ${fact('Connection', foreign(user.connection))}
      ${fact('Last login', at(tenant, user.last_login))}
      ${fact('Logins', html`${figure(user.logins_count)}`)}
      ${fact('Signed up', at(tenant, user.created_at))}
      ${fact('Changed', at(tenant, user.updated_at))}
      ${fact('New password', at(tenant, user.last_password_reset))}
      ${fact(
        'Roles',
        roles.length === 0
          ? html`<span class="quiet">none</span>`
          : html`${roles.map((role) => html`<span class="badge">${foreign(role.name, 60)}</span> `)}`,
      )}
    </dl>
    ${metadata('app_metadata', user.app_metadata)} ${metadata('user_metadata', user.user_metadata)}`
}

/** Everything about one account, and what can be done with it. */
export const userDetails: Panel = ({ tenant }, { userId }) => {
  if (userId === '') return html``
  const user = tenant.state.users.get(userId)
  if (user !== undefined) return details(tenant, user)
  return html`<h2>Gone</h2>
    <p class="quiet">There is no account <code>${foreign(userId)}</code> any more.</p>`
}
