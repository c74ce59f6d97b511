import type { Json } from '../kernel/canonical-json.ts'
import type { TakenReason } from './decide-adoption.ts'

/** Why a person is asked about an account. */
export type QuestionReason =
  | 'no_email'
  | 'shared_address'
  | 'address_taken'
  | 'unknown_role'
  | 'foreign_account'
  | 'account_without_employee'
  | 'conflict'
  | 'gone'
  | 'not_made_by_podlink'
  | 'profile_too_large'
  | 'creation_failed'
  | 'metadata_failed'
  | 'deletion_failed'
  | 'reading_failed'

/** Who or what a question is about: ids (an employee under `employeeId`) and codes alone, never personal data. */
export type Candidate = { readonly [key: string]: Json }

const AGAIN = 'then run `podlink provision --missing --include-reviewed --apply`.'

/** What a person can do about an address that is taken. */
export const TAKEN_INSTRUCTIONS: Readonly<Record<TakenReason, string>> = {
  several_accounts: `Several accounts have this address. Delete or rename the wrong ones in Auth0, ${AGAIN}`,
  blocked: `The account is blocked. Find out why, and unblock or delete it in Auth0, ${AGAIN}`,
  not_verified: `Somebody signed up with this address without proving it. Delete the account in Auth0, ${AGAIN} Never ask the employee to confirm a mail he did not ask for.`,
  connection_not_allowed: `The account’s connection is no evidence. Add it to AUTH0_CONNECTIONS_ALLOWED if it is to be, ${AGAIN}`,
  address_derived: `The employee’s stored address carries a station suffix. Store the employee’s own address, ${AGAIN}`,
  shared_address: `Active employees share this address. Give each an address of his own, ${AGAIN}`,
  linked_to_another: `The account is another employee’s. Correct the address of one of the two, ${AGAIN}`,
  denied: `A person said that this account is not the employee’s. Give the employee another address, ${AGAIN}`,
}

const INSTRUCTIONS: Readonly<Record<QuestionReason, string>> = {
  no_email: `The employee has no usable address. Store one, ${AGAIN}`,
  shared_address: TAKEN_INSTRUCTIONS.shared_address,
  address_taken: `Another account has the employee’s address. Settle whose it is, ${AGAIN}`,
  unknown_role: `The tenant has no role of this name. Create it in Auth0 or correct the employee’s role code, ${AGAIN} An account that is there already is best given the new role in Auth0.`,
  foreign_account: `Somebody else made an account under the id that is kept for this employee. Delete it in Auth0, ${AGAIN}`,
  account_without_employee:
    'The account was made for an employee who is gone or has another one by now. Delete it in Auth0 when nobody needs it.',
  conflict:
    'The account or the employee was linked otherwise meanwhile. Settle which account is the employee’s, and delete the other one in Auth0.',
  gone: `The account was deleted in Auth0 before it could be linked. When the employee is to have one, ${AGAIN}`,
  not_made_by_podlink:
    'Only accounts that podlink made are deleted by it. Delete this one in Auth0 if it is to go.',
  profile_too_large:
    'The account’s profile is at Auth0’s limit of 10 KB. Remove what nobody needs from its metadata; the employee’s next change is written again.',
  creation_failed: `The account could not be made; \`error\` says why. Mend the cause, ${AGAIN}`,
  metadata_failed:
    'The metadata could not be written; `error` says why. Mend the cause; the next `podlink sync --apply` asks again.',
  deletion_failed:
    'The account could not be deleted; `error` says why. Mend the cause, and delete the account in Auth0.',
  reading_failed:
    'What Auth0 holds of the account could not be read; `error` says why. Mend the cause; the next `podlink catch-up` reads it.',
}

/** The candidates as a question stores them: each says under `instruction` what a person can do; there is at least one. */
export function withInstruction(
  reason: QuestionReason,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const instruction = INSTRUCTIONS[reason]
  return candidates.length === 0
    ? [{ instruction }]
    : candidates.map((candidate) => ({ instruction, ...candidate }))
}
