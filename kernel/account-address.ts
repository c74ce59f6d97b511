import { foldAddress } from './fold-address.ts'

/** The address an account is made with. */
export type AccountAddress = {
  /** Letters lower case, no station suffix. */
  readonly address: string
  /** False when a station suffix had to be removed: then nobody has said that the address is the employee's. */
  readonly isOwn: boolean
}

export type AddressRules = {
  /** Station suffixes without the dot, such as `hp`. */
  readonly suffixes: readonly string[]
  /** Only addresses of these domains can carry a suffix; letter case does not matter. */
  readonly companyDomains: readonly string[]
}

/**
 * The address for an employee's account, or null when the stored text is none. A suffix that is part of the employee's
 * name (Amy Pack, `amy.pack@…`) belongs to the name and stays.
 */
export function accountAddress(
  employee: { readonly email: string | null; readonly name: string },
  rules: AddressRules,
): AccountAddress | null {
  const address = foldAddress((employee.email ?? '').trim())
  const [, local, domain] = /^([^\s@,;<>]+)@([^\s@,;<>]+\.[^\s@,;<>.]+)$/u.exec(address) ?? []
  if (local === undefined || domain === undefined) return null
  const [, base, suffix] = /^(.*[a-z0-9])[._-]([a-z]+)$/u.exec(local) ?? []
  const isStation =
    base !== undefined &&
    suffix !== undefined &&
    rules.suffixes.includes(suffix) &&
    rules.companyDomains.some((own) => foldAddress(own) === domain) &&
    !nameWords(employee.name).includes(suffix)
  return isStation ? { address: `${base}@${domain}`, isOwn: false } : { address, isOwn: true }
}

function nameWords(name: string): readonly string[] {
  return name.toLowerCase().split(/[^\p{Letter}\p{Number}]+/u)
}
