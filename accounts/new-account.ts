import { type AccountMetadata, CREATED_BY } from '../kernel/account-metadata.ts'
import type { Auth0UserId, JobId } from '../kernel/ids.ts'
import type { AccountAddress } from '../kernel/account-address.ts'
import type { AccountDeps } from './account-deps.ts'
import { withoutProvider } from './account-id.ts'
import type { NewAccount } from './auth0-accounts.ts'
import { initialMetadata } from './compute-patch.ts'
import { newPassword } from './new-password.ts'

/** The account as Auth0 is asked for it: marked as podlink's, with the job that made it and a password nobody knows. */
export function newAccount(
  deps: Pick<AccountDeps, 'connection' | 'now'>,
  jobId: JobId,
  wanted: {
    readonly auth0UserId: Auth0UserId
    readonly address: AccountAddress
    readonly metadata: AccountMetadata
  },
): NewAccount {
  const { userMetadata, appMetadata } = initialMetadata(wanted.metadata, deps.now())
  const fullName = wanted.metadata.userMetadata['full_name']
  const { address } = wanted.address
  return {
    userId: withoutProvider(wanted.auth0UserId),
    connection: deps.connection,
    email: address,
    password: newPassword(),
    name: typeof fullName === 'string' && fullName !== '' ? fullName.slice(0, 300) : address,
    userMetadata,
    appMetadata: { ...appMetadata, created_by: CREATED_BY, podlink_job_id: jobId },
  }
}
