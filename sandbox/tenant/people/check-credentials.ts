import { userByLogin } from '../management/user-profile.ts'
import type { TenantContext } from '../tenant-context.ts'
import type { ClientRecord, UserRecord } from '../tenant-state.ts'
import type { PersonRequest } from '../runtime/action-event.ts'
import { requestFacts } from './login-facts.ts'
import { isPassword } from './passwords.ts'

type Attempt = {
  readonly client: ClientRecord
  readonly connection: string
  readonly username: string
  readonly password: string
  readonly request: PersonRequest
}

/** The person behind a name and a password, or null; a failure is in the tenant log as `fu` or `fp`. */
export function checkCredentials(tenant: TenantContext, attempt: Attempt): UserRecord | null {
  const { client, connection, username, request } = attempt
  const user = userByLogin(tenant, connection, username)
  if (user !== undefined && isPassword(user.passwordHash, attempt.password)) return user
  const { client_id, name: client_name } = client
  const facts = { user_name: username, user_id: user?.user_id, client_id, client_name }
  tenant.log.record(user === undefined ? 'fu' : 'fp', {
    ...facts,
    connection,
    ...requestFacts(request),
  })
  return null
}
