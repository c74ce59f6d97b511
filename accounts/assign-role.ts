import { PodlinkError } from '../kernel/errors.ts'
import { type LedgerLine, readWrites } from '../store/tables/write-ledger.ts'
import { reading } from '../store/transaction.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import type { Auth0Account, Auth0Role } from './auth0-accounts.ts'
import { bookWrite, settleBooked } from './book-write.ts'

/**
 * Sees to it that the account has the role. The ledger says whether it was seen to before, and then nothing is called. A
 * role that the account has already is noted with an undo that takes nothing away; only a missing one is given.
 * @throws PodlinkError AUTH0_UNREACHABLE when Auth0 does not know the account or the role any more
 */
export async function assignRole(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
  role: Auth0Role,
): Promise<void> {
  const { id: auth0UserId } = account
  const operation = 'assign_roles' as const
  const writeKey = `${roleKey(account, role)}${work.job.id}`
  const lines = (
    await reading(deps.store, (db) => readWrites(db, { auth0UserId, operation }))
  ).filter((line) => line.writeKey.startsWith(roleKey(account, role)))
  if (lines.some((line) => isOfThisLife(line, account) && line.state === 'done')) return
  // Booked by an earlier attempt of the job, the role may be there by that attempt alone.
  const booked = lines.find((line) => line.writeKey === writeKey)
  const held = booked === undefined ? await readHeld(deps, work, account) : []
  const isHeld = held.includes(role.id)
  const write = {
    operation,
    writeKey,
    auth0UserId,
    before: { roles: held },
    after: { roles: isHeld ? held : [...held, role.id] },
    undo: { kind: 'remove_roles', roles: isHeld ? [] : [role.id] },
  }
  await bookWrite(deps, work, write, isHeld ? 'done' : 'intended')
  if (isHeld) return
  const outcome = await deps.auth0.assignRoles(auth0UserId, [role.id])
  if (outcome === 'not_found') throw vanished(work)
  await settleBooked(deps, work, writeKey, {
    state: 'done',
    after: booked === undefined ? write.after : booked.after,
  })
}

/** Names the role of the account in the ledger; the job that gives it follows, since a role taken back is given anew. */
function roleKey(account: Auth0Account, role: Auth0Role): string {
  return `role:${account.id}:${role.id}:`
}

/** An account that was deleted and made again under its id holds nothing of what the former one was given. */
function isOfThisLife(line: LedgerLine, account: Auth0Account): boolean {
  return account.createdAt === null || line.createdAt >= account.createdAt
}

/** The ids of the roles it has; an account that this very job made has none but what the job gives. */
async function readHeld(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
): Promise<readonly string[]> {
  if (account.appMetadata['podlink_job_id'] === work.job.id) return []
  const roles = await deps.auth0.listUserRoles(account.id)
  if (roles === null) throw vanished(work)
  return roles.map(({ id }) => id).toSorted()
}

function vanished({ job }: Work): PodlinkError {
  return new PodlinkError('AUTH0_UNREACHABLE', 'The account or its role vanished meanwhile.', {
    fix: 'Nothing to do: the job looks up both again.',
    isRetryable: true,
    details: { jobId: job.id },
  })
}
