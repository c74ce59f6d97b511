import { signToken } from '../../core/tokens.ts'
import { peekTicket } from '../../people/tickets.ts'
import type { TenantContext } from '../../tenant-context.ts'
import { done, failed, type Act, type ActDeps } from './act.ts'
import { isGranted, knock, refusalText, type Reply } from './knock.ts'

const tokenLifetimeSeconds = 60

/** What Auth0's Dashboard does, it does through the Management API. */
async function callApi(
  { tenant, send }: ActDeps,
  request: { method: string; path: string; body?: object; scope: string },
): Promise<Reply> {
  const { method, path, body, scope } = request
  const token = await signToken(tenant, {
    subject: 'dashboard@clients',
    audience: tenant.managementAudience,
    lifetimeSeconds: tokenLifetimeSeconds,
    claims: { azp: 'dashboard', scope },
  })
  const url = `${tenant.issuer}api/v2${path}`
  return knock(send, { method, url, token, ...(body !== undefined && { body }) })
}

function nameOf(tenant: TenantContext, userId: string): string {
  const user = tenant.state.users.get(userId)
  return user?.email ?? user?.username ?? userId
}

/** The newest link to verify this account's address that still works. */
function liveLink(tenant: TenantContext, userId: string): string | undefined {
  return tenant.mailSink.mails.findLast(
    (mail) =>
      mail.userId === userId &&
      peekTicket(tenant, 'verify_email', new URL(mail.link).searchParams.get('ticket') ?? '') !==
        null,
  )?.link
}

/** Opens the link of the newest verification mail; where none works any more, a new mail is sent first. */
export const verify: Act = async (deps, form) => {
  const { tenant, send } = deps
  const user_id = form('user')
  if (liveLink(tenant, user_id) === undefined) {
    const request = { method: 'POST', path: '/jobs/verification-email', scope: 'update:users' }
    const reply = await callApi(deps, { ...request, body: { user_id } })
    if (!isGranted(reply)) return failed(`verification mail refused: ${refusalText(reply)}`)
  }
  const link = liveLink(tenant, user_id)
  if (link === undefined) return failed(`${nameOf(tenant, user_id)} has no address to verify`)
  const opened = await knock(send, { method: 'GET', url: link })
  if (!isGranted(opened)) return failed(`verification refused: ${refusalText(opened)}`)
  return done(`${nameOf(tenant, user_id)} opened the link and is verified`)
}

function patchBlocked(blocked: boolean): Act {
  return async (deps, form) => {
    const userId = form('user')
    const name = nameOf(deps.tenant, userId)
    const path = `/users/${encodeURIComponent(userId)}`
    const change = { method: 'PATCH', path, scope: 'update:users', body: { blocked } }
    const reply = await callApi(deps, change)
    const verb = blocked ? 'block' : 'unblock'
    if (!isGranted(reply)) return failed(`${verb} refused: ${refusalText(reply)}`)
    return done(`${name} is ${verb}ed`)
  }
}

/** `PATCH /api/v2/users/{id}`. */
export const block = patchBlocked(true)
export const unblock = patchBlocked(false)

/** `DELETE /api/v2/users/{id}`. */
export const deleteUser: Act = async (deps, form) => {
  const userId = form('user')
  const name = nameOf(deps.tenant, userId)
  const path = `/users/${encodeURIComponent(userId)}`
  const reply = await callApi(deps, { method: 'DELETE', path, scope: 'delete:users' })
  if (!isGranted(reply)) return failed(`delete refused: ${refusalText(reply)}`)
  return done(`${name} is deleted`)
}
