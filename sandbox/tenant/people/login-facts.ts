import type { PersonRequest } from '../runtime/action-event.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ClientRecord, UserRecord } from '../tenant-state.ts'

/** What Auth0 says of an account that an administrator has blocked, to the application and in the tenant log. */
export const blockedMessage = 'user is blocked'

/** What the tenant log says of where a request came from. */
export function requestFacts({ ip, userAgent: user_agent }: PersonRequest) {
  return { ip, user_agent }
}

/** What the tenant log says of a person's login: who, through which application, from where. */
export function loginFacts(
  login: { readonly client: ClientRecord; readonly request: PersonRequest },
  user: UserRecord,
) {
  const { user_id, email: user_name, connection } = user
  const { client_id, name: client_name } = login.client
  return { user_id, user_name, connection, client_id, client_name, ...requestFacts(login.request) }
}

/** Notes a login in the account. */
export function countLogin(
  tenant: TenantContext,
  user: UserRecord,
  request: PersonRequest,
): UserRecord {
  const at = isoNow(tenant)
  const counted = {
    ...user,
    last_login: at,
    last_ip: request.ip,
    logins_count: user.logins_count + 1,
    updated_at: at,
  }
  tenant.state.users.set(user.user_id, counted, 'login')
  return counted
}
