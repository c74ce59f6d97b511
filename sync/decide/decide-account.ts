import type { AddressRules } from '../../kernel/account-address.ts'
import { accountFacts } from '../../kernel/account-facts.ts'
import {
  type MetadataProfile,
  metadataDigest,
  renderMetadata,
} from '../../kernel/account-metadata.ts'
import { nextOffer } from '../../kernel/enrichment.ts'
import type { Auth0UserId } from '../../kernel/ids.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { EmployeeFacts } from '../../store/tables/employee-facts.ts'
import type { PodfactoryMapping } from '../../store/tables/employee-podfactory-mapping.ts'
import type { Employee } from '../../store/tables/employees.ts'
import type { AuditEntry } from '../../store/tables/mapping-audit.ts'
import { employeeGroup } from './decide-users.ts'
import type { Change, RunStamp } from './plan.ts'

/** How metadata is written. */
export type MetadataRules = AddressRules & { readonly profile: MetadataProfile }

/**
 * What Auth0 must be told about a linked account, or null when it was told. `facts` and `mappings` are those that will
 * be stored; `mappings` are the pairs of this employee.
 */
export function decideAccount(input: {
  readonly account: Auth0User
  readonly employee: Employee
  readonly facts: EmployeeFacts
  readonly mappings: readonly PodfactoryMapping[]
  readonly rules: MetadataRules
  readonly stamp: RunStamp
}): Change | null {
  const { account, employee, rules } = input
  const offer = nextOffer(account, {
    employeeId: employee.id,
    department: employee.department,
    roleCode: employee.roleCode,
  })
  const wanted = metadataDigest(
    renderMetadata(rules.profile, rules.suffixes, {
      ...accountFacts({ ...input, noticedNames: input.facts.previousNames }, rules),
      podlinkRev: offer.podlinkRev,
    }),
  )
  const isOffered = offer.podlinkRev === account.podlinkRev
  const isWanted = wanted === account.metadataWanted
  if (isOffered && isWanted) return null
  return {
    kind: 'change_account',
    group: employeeGroup(employee.id),
    seen: account,
    employeeId: employee.id,
    offer: { podlinkRev: offer.podlinkRev, enrichment: offer.enrichment },
    metadataWanted: wanted,
    jobKey: isWanted ? null : metadataJobKey(account.auth0UserId, wanted),
    audit: [
      ...(isOffered ? [] : [offerEntry(input, offer)]),
      ...(isWanted ? [] : [wishEntry(input, wanted)]),
    ],
  }
}

/** Two jobs for one account and one wish never stand open together. */
export function metadataJobKey(auth0UserId: Auth0UserId, digest: string): string {
  return `metadata:${auth0UserId}:${digest.slice(0, 12)}`
}

type Input = Parameters<typeof decideAccount>[0]

function offerEntry(input: Input, offer: Pick<Auth0User, 'podlinkRev' | 'enrichment'>): AuditEntry {
  const { account } = input
  return {
    ...entry(input),
    action: 'enrichment_offered',
    reason: 'employee_facts',
    before: { podlink_rev: account.podlinkRev, enrichment: account.enrichment },
    after: { podlink_rev: offer.podlinkRev, enrichment: offer.enrichment },
  }
}

function wishEntry(input: Input, wanted: string): AuditEntry {
  return {
    ...entry(input),
    action: 'account_changed',
    reason: 'metadata_wanted',
    before: { metadata_wanted: input.account.metadataWanted },
    after: { metadata_wanted: wanted },
  }
}

function entry({ account, employee, stamp }: Input) {
  return {
    actor: 'sync',
    at: stamp.now,
    runId: stamp.runId,
    employeeId: employee.id,
    auth0UserId: account.auth0UserId,
    productivityEmail: employee.email,
  }
}
