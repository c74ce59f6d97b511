import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from './canonical-json.ts'
import { foldAddress } from './fold-address.ts'
import type { EmployeeId, PodfactoryUserId } from './ids.ts'
import { podfactoryUserIdForOutput } from './ids.ts'

/** `minimal` is option A of the seed document, `rich` its option B with the PodFactory addresses. */
export type MetadataProfile = 'minimal' | 'rich'

/** Everything that decides what an account's metadata should hold. */
export type AccountFacts = {
  readonly employeeId: EmployeeId
  readonly fullName: string
  /** The employee's own address, lower case; null when the company has none on file. */
  readonly email: string | null
  readonly department: string | null
  readonly roleCode: string | null
  /** Oldest first. */
  readonly previousNames: readonly string[]
  readonly podlinkRev: number
  /** PodFactory users that are this employee, in any order. */
  readonly podfactoryUsers: readonly {
    readonly id: PodfactoryUserId
    readonly email: string | null
  }[]
}

/** The keys podlink owns, with the values they should have; times are added when something is really written. */
export type AccountMetadata = {
  readonly userMetadata: Readonly<Record<string, Json>>
  readonly appMetadata: Readonly<Record<string, Json>>
}

/** A profile may hold 10 KB in all; twenty addresses stay far below it. */
const ADDRESSES_MAX = 20

/** Marks every account that podlink made. */
export const CREATED_BY = 'productivity_system'

/**
 * The metadata an account should hold. Equal facts give equal metadata, whatever the order of the PodFactory users,
 * and it holds no time, so it can be compared.
 */
export function renderMetadata(
  profile: MetadataProfile,
  suffixes: readonly string[],
  facts: AccountFacts,
): AccountMetadata {
  const userMetadata = {
    employee_id: facts.employeeId,
    full_name: facts.fullName,
    department: facts.department,
  }
  const appMetadata = {
    employee_id: facts.employeeId,
    department: facts.department,
    role_code: facts.roleCode,
    podlink_rev: facts.podlinkRev,
    ...(facts.previousNames.length > 0 ? { previous_names: facts.previousNames } : {}),
  }
  if (profile === 'minimal') return { userMetadata, appMetadata }
  const users = [...facts.podfactoryUsers].sort((a, b) => compareIds(a.id, b.id))
  const addresses = users.flatMap((user) => (user.email === null ? [] : [foldAddress(user.email)]))
  const first = users[0]
  return {
    userMetadata: {
      ...userMetadata,
      email_variations: distinct([...(facts.email === null ? [] : [facts.email]), ...addresses]),
      email_base: facts.email,
      podfactory_emails: facts.email === null ? [] : distinct(suffixForms(facts.email, suffixes)),
      ...(addresses[0] === undefined ? {} : { podfactory_email: addresses[0] }),
    },
    appMetadata: {
      ...appMetadata,
      podfactory_sync: {
        enabled: true,
        matched: first !== undefined,
        podfactory_user_id: first === undefined ? null : podfactoryUserIdForOutput(first.id),
      },
    },
  }
}

/** SHA-256 in hex of the metadata: what podlink remembers of its last wish. */
export function metadataDigest(metadata: AccountMetadata): string {
  return createHash('sha256')
    .update(canonicalJson({ app: metadata.appMetadata, user: metadata.userMetadata }))
    .digest('hex')
}

function suffixForms(email: string, suffixes: readonly string[]): string[] {
  const at = email.lastIndexOf('@')
  return suffixes.map((suffix) => `${email.slice(0, at)}.${suffix}${email.slice(at)}`)
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].slice(0, ADDRESSES_MAX)
}

/** Numbers by value, so that 999 comes before 1000; other ids by code unit. */
function compareIds(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b) && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
