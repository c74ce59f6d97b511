import type { StoreTransaction } from '../../store/open-store.ts'
import { type Auth0User, lockAuth0Users } from '../../store/tables/auth0-user-mapping.ts'
import {
  lockPodfactoryMappings,
  type PodfactoryMapping,
} from '../../store/tables/employee-podfactory-mapping.ts'
import type { Change } from '../decide/plan.ts'

/**
 * The changes whose people are still as they were when the plan was made, with their rows locked until the transaction
 * ends. A login meanwhile does not count; another link, offer or status does.
 */
export async function keepCurrent(
  db: StoreTransaction,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const pairs = await readPairs(db, changes)
  const accounts = await readAccounts(db, changes)
  const outdated = new Set(
    changes.filter((change) => !isCurrent(change, pairs, accounts)).map((change) => change.group),
  )
  return changes.filter((change) => !outdated.has(change.group))
}

async function readPairs(db: StoreTransaction, changes: readonly Change[]) {
  const ids = changes.flatMap((change) => {
    if (change.kind === 'put_mapping') return [change.mapping.podfactoryUserId]
    return change.kind === 'remove_mapping' ? [change.before.podfactoryUserId] : []
  })
  const pairs = await lockPodfactoryMappings(db, ids)
  return new Map(pairs.map((pair) => [pair.podfactoryUserId, pair]))
}

async function readAccounts(db: StoreTransaction, changes: readonly Change[]) {
  const ids = changes.flatMap((change) =>
    change.kind === 'change_account' ? [change.seen.auth0UserId] : [],
  )
  const accounts = await lockAuth0Users(db, ids)
  return new Map(accounts.map((account) => [account.auth0UserId, account]))
}

function isCurrent(
  change: Change,
  pairs: ReadonlyMap<string, PodfactoryMapping>,
  accounts: ReadonlyMap<string, Auth0User>,
): boolean {
  if (change.kind === 'put_mapping') {
    const pair = pairs.get(change.mapping.podfactoryUserId) ?? null
    return change.before === null ? pair === null : pair !== null && isSame(pair, change.before)
  }
  if (change.kind === 'remove_mapping') {
    const pair = pairs.get(change.before.podfactoryUserId)
    return pair !== undefined && isSame(pair, change.before)
  }
  if (change.kind !== 'change_account') return true
  const account = accounts.get(change.seen.auth0UserId)
  return (
    account !== undefined &&
    account.employeeId === change.seen.employeeId &&
    account.status === change.seen.status &&
    account.podlinkRev === change.seen.podlinkRev &&
    account.metadataWanted === change.seen.metadataWanted
  )
}

function isSame(a: PodfactoryMapping, b: PodfactoryMapping): boolean {
  return (
    a.employeeId === b.employeeId &&
    a.podfactoryEmail === b.podfactoryEmail &&
    a.fullName === b.fullName &&
    a.matchedAt.getTime() === b.matchedAt.getTime()
  )
}
