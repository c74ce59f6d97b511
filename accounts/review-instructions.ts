import type { TakenReason } from './decide-adoption.ts'

/** What a person can do about an address that is taken. */
export const TAKEN_INSTRUCTIONS: Readonly<Record<TakenReason, string>> = {
  several_accounts:
    'Several accounts have this address. Delete or rename the wrong ones in Auth0, then provision again.',
  not_verified:
    'The account’s address is not verified. Let its owner verify it, or delete the account, then provision again.',
  connection_not_allowed:
    'The account belongs to a connection that is no evidence. Allow it in AUTH0_CONNECTIONS_ALLOWED, or link by hand.',
  address_derived:
    'The employee’s stored address carries a station suffix. Store the employee’s own address, then provision again.',
  shared_address:
    'Two active employees have this address. Give each an address of his own, then provision again.',
  linked_to_another:
    'The account is another employee’s. Correct the address of one of the two, then provision again.',
  denied:
    'A person said that this account is not the employee’s. Give the employee another address.',
}
