import { metadataDigest, renderMetadata } from '../kernel/account-metadata.ts'
import { nextOffer } from '../kernel/enrichment.ts'
import { PodlinkError } from '../kernel/errors.ts'
import type { Auth0UserId, EmployeeId } from '../kernel/ids.ts'
import { findAuth0User, findAuth0UsersByEmail } from '../store/tables/auth0-user-mapping.ts'
import { type Employee, findEmployeesByAuth0User } from '../store/tables/employees.ts'
import { findAccountDecisions } from '../store/tables/review-decisions.ts'
import { reading } from '../store/transaction.ts'
import type { AccountAddress } from '../kernel/account-address.ts'
import type { AccountDeps, Work } from './account-deps.ts'
import { isMadeFor } from './account-id.ts'
import type { Auth0Account } from './auth0-accounts.ts'
import { bookWrite, settleBooked } from './book-write.ts'
import { decideAdoption, type FoundAccount } from './decide-adoption.ts'
import type { Question } from './end-job.ts'
import type { GatheredFacts } from './gather-account-facts.ts'
import type { AccountLink } from './link-account.ts'
import { newAccount } from './new-account.ts'
import { TAKEN_INSTRUCTIONS } from './review-instructions.ts'

/** The employee whose account is to be had, and the id it gets when podlink makes it. */
export type Wanted = {
  readonly employeeId: EmployeeId
  readonly auth0UserId: Auth0UserId
  readonly gathered: GatheredFacts
  readonly address: AccountAddress
  /** Active employees with this address, himself among them. */
  readonly sharers: readonly Employee[]
}

export type Obtained =
  | ({ readonly kind: 'account' } & Omit<AccountLink, 'role'>)
  | { readonly kind: 'review'; readonly question: Question }

/** Names the making of an account in the ledger. */
export function creationKey(auth0UserId: Auth0UserId): string {
  return `create:${auth0UserId}`
}

/** Books an account that an earlier attempt made and did not live to store. */
export async function bookMadeEarlier(
  deps: AccountDeps,
  work: Work,
  account: Auth0Account,
): Promise<Obtained> {
  await settleMade(deps, work, account)
  return { kind: 'account', account, rule: 'created_for_employee', metadataHeld: null }
}

/**
 * Makes the account, or adopts the one that has the employee's address already where the rule for sign-ups allows it.
 * Whoever is known to have the address is looked up before anything is made.
 * @throws PodlinkError of Auth0 and of the store
 */
export async function obtainAccount(
  deps: AccountDeps,
  work: Work,
  wanted: Wanted,
): Promise<Obtained> {
  const others = wanted.sharers.filter(({ id }) => id !== wanted.employeeId)
  if (others.length > 0) {
    const candidates = others.map(({ id }) => ({ employeeId: id }))
    return { kind: 'review', question: { reason: 'shared_address', candidates } }
  }
  const known = await reading(deps.store, (db) => findAuth0UsersByEmail(db, wanted.address.address))
  if (known.some(({ auth0UserId }) => auth0UserId !== wanted.auth0UserId)) {
    const adopted = await adoptAccount(deps, wanted)
    if (adopted !== null) return adopted
  }
  return makeAccount(deps, work, wanted)
}

async function makeAccount(deps: AccountDeps, work: Work, wanted: Wanted): Promise<Obtained> {
  const { auth0UserId, gathered, address } = wanted
  const stored = await reading(deps.store, (db) => findAuth0User(db, auth0UserId))
  const { podlinkRev } = nextOffer(stored ?? { podlinkRev: 0, enrichment: null }, gathered.facts)
  const metadata = renderMetadata(deps.profile, deps.suffixes, { ...gathered.facts, podlinkRev })
  await bookCreation(deps, work, wanted)
  const request = newAccount(deps, work.job.id, { auth0UserId, address, metadata })
  const answer = await deps.auth0.createUser(request).catch(async (error: unknown) => {
    // A clear no was not carried out; after any other failure nobody knows, and the entry stays `intended`.
    const isClearNo = error instanceof PodlinkError && !error.isRetryable
    if (isClearNo) {
      const after = { error: error.code }
      await settleBooked(deps, work, creationKey(auth0UserId), { state: 'failed', after })
    }
    throw error
  })
  if (answer.kind === 'exists') return explainRefusal(deps, work, wanted)
  await settleMade(deps, work, answer.account)
  const { account } = answer
  const metadataHeld = metadataDigest(metadata)
  return { kind: 'account', account, rule: 'created_for_employee', metadataHeld }
}

/** Auth0 refuses a taken id and a taken address alike: the id is ours after a crash, the address somebody else's. */
async function explainRefusal(deps: AccountDeps, work: Work, wanted: Wanted): Promise<Obtained> {
  const own = await deps.auth0.getUser(wanted.auth0UserId)
  if (own !== null && (await isMadeFor(deps, own, wanted.employeeId))) {
    return bookMadeEarlier(deps, work, own)
  }
  const writeKey = creationKey(wanted.auth0UserId)
  await settleBooked(deps, work, writeKey, { state: 'failed', after: { error: 'exists' } })
  if (own !== null) {
    const candidates = [{ auth0_user_id: own.id }]
    return { kind: 'review', question: { reason: 'foreign_account', candidates } }
  }
  const adopted = await adoptAccount(deps, wanted)
  if (adopted !== null) return adopted
  throw new PodlinkError('AUTH0_FAILED', 'Auth0 says that an address is taken and by nobody.', {
    fix: 'Nothing to do when it passes; otherwise look for the address in the Auth0 dashboard.',
    isRetryable: true,
    details: { employeeId: wanted.employeeId },
  })
}

/** Null when nobody has the address. */
async function adoptAccount(deps: AccountDeps, wanted: Wanted): Promise<Obtained | null> {
  const accounts = await deps.auth0.findUsersByEmail(wanted.address.address)
  const found: FoundAccount[] = []
  for (const account of accounts) found.push(await readFound(deps, account))
  const { connectionsAllowed } = deps
  const adoption = decideAdoption({ ...wanted, found, connectionsAllowed })
  if (adoption.kind === 'nobody') return null
  if (adoption.kind === 'adopt') {
    const { account } = adoption
    return { kind: 'account', account, rule: 'adopted_exact_email', metadataHeld: null }
  }
  const { why, ids } = adoption
  const instruction = TAKEN_INSTRUCTIONS[why]
  const candidates = ids.map((id) => ({ auth0_user_id: id, why, instruction }))
  return { kind: 'review', question: { reason: 'address_taken', candidates } }
}

function readFound(deps: AccountDeps, account: Auth0Account): Promise<FoundAccount> {
  return reading(deps.store, async (db) => ({
    account,
    stored: await findAuth0User(db, account.id),
    namedBy: await findEmployeesByAuth0User(db, deps.store.columns, account.id),
    decisions: await findAccountDecisions(db, account.id),
  }))
}

function bookCreation(deps: AccountDeps, work: Work, { auth0UserId }: Wanted): Promise<void> {
  return bookWrite(deps, work, {
    operation: 'create_user',
    writeKey: creationKey(auth0UserId),
    auth0UserId,
    before: null,
    after: { auth0_user_id: auth0UserId, connection: deps.connection },
    undo: { kind: 'delete_user', auth0_user_id: auth0UserId },
  })
}

function settleMade(deps: AccountDeps, work: Work, account: Auth0Account): Promise<void> {
  const createdAt = account.createdAt?.toISOString() ?? null
  const after = { auth0_user_id: account.id, created_at: createdAt, connection: deps.connection }
  return settleBooked(deps, work, creationKey(account.id), { state: 'done', after })
}
