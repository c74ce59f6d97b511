import { html } from 'hono/html'
import { rolesOf } from '../../../management/held-roles.ts'
import type { TenantContext } from '../../../tenant-context.ts'
import type { UserRecord } from '../../../tenant-state.ts'
import { findUsers } from '../find-users.ts'
import { counted, figure, foreign, moment, shortened, type Fragment } from '../show-text.ts'
import { rowsMax, type Panel } from './panel.ts'

const metadataShownMax = 72

/** A link that opens somebody's details. */
export function userLink(userId: string, text: Fragment): Fragment {
  const href = `/__sandbox/?user=${encodeURIComponent(userId)}`
  return html`<a href="${href}" data-user="${userId}">${text}</a>`
}

/** The address of an account; its id when it is gone. */
export function userText(tenant: TenantContext, userId: string): Fragment {
  const user = tenant.state.users.get(userId)
  return shortened(user?.email ?? user?.username ?? userId, 40)
}

/** The same as a link to the details. */
export function userName(tenant: TenantContext, userId: string): Fragment {
  return userLink(userId, userText(tenant, userId))
}

/** Verified and blocked, in words and not by colour alone. */
export function userBadges(user: UserRecord): Fragment {
  const verified = user.email_verified
    ? html`<span class="badge is-good">verified</span>`
    : html`<span class="badge is-warn">unverified</span>`
  return user.blocked === true
    ? html`${verified} <span class="badge is-bad">blocked</span>`
    : verified
}

function metadataLine(user: UserRecord): Fragment {
  const kinds = [user.app_metadata, user.user_metadata].filter(
    (kind) => kind !== undefined && Object.keys(kind).length > 0,
  )
  // Stringify is bounded: a profile holds 10 KB at most.
  return shortened(kinds.map((kind) => JSON.stringify(kind)).join(' '), metadataShownMax)
}

function row(tenant: TenantContext, user: UserRecord): Fragment {
  const { user_id, email, username, name, last_login } = user
  const title = name ?? email ?? username ?? user_id
  const under = [email ?? username ?? user_id].filter((text) => text !== title)
  const roles = rolesOf(tenant, user_id)
  const seen =
    last_login === undefined
      ? html`<span class="quiet">never</span>`
      : moment(Date.parse(last_login), tenant.now())
  return html`<tr data-key="${user_id}">
    <td class="person">
      ${userLink(user_id, shortened(title, 48))}
      ${under.map((text) => html`<small>${shortened(text, 48)}</small>`)}
    </td>
    <td class="badges">${userBadges(user)}</td>
    <td class="wide">
      ${roles.map((role) => html`<span class="badge">${foreign(role.name, 40)}</span> `)}
    </td>
    <td class="wide code">${metadataLine(user)}</td>
    <td class="when">${seen}</td>
    <td class="wide number">${figure(user.logins_count)}</td>
  </tr>`
}

/** The newest accounts that match the search. */
export const users: Panel = ({ tenant }, { search }) => {
  const { users: found, matching } = findUsers(tenant, search, rowsMax)
  const empty =
    search === '' ? 'Nobody yet. Sign somebody up.' : 'Nobody matches. Every word must be found.'
  const shown = matching > found.length ? `the newest ${found.length} of ` : ''
  return html`<table>
      <caption>
        ${found.length === 0 ? empty : `${shown}${counted(matching, 'user')}`}
      </caption>
      <thead>
        <tr>
          <th scope="col" class="name">Person</th>
          <th scope="col" class="state">State</th>
          <th scope="col" class="wide roles">Roles</th>
          <th scope="col" class="wide">Metadata</th>
          <th scope="col" class="at">Last login</th>
          <th scope="col" class="wide number at">Logins</th>
        </tr>
      </thead>
      <tbody>
        ${found.map((user) => row(tenant, user))}
      </tbody>
    </table>`
}
