import { nextOffer } from '../../kernel/enrichment.ts'
import type { EmployeeId, JobId } from '../../kernel/ids.ts'
import { claimEmployee } from '../../store/claim-employee.ts'
import { enqueueMetadata } from '../../store/enqueue-metadata.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import {
  type Auth0User,
  findAuth0UserOfEmployee,
  updateAuth0User,
} from '../../store/tables/auth0-user-mapping.ts'
import { type Employee, setEmployeeAuth0UserId } from '../../store/tables/employees.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'

/** The rule of a link that a person made, as it stands in mapping and audit. */
export const MANUAL_RULE = 'manual-decision'

type Deps = { readonly store: Store; readonly newId: () => string }
type Said = { readonly by: string; readonly at: Date }

/**
 * Stores that the account is the employee's because a person said so: mapping, the employee's own row, history, and a job
 * that tells Auth0. The caller holds the account's row and knows that it is nobody's. False when another account is the
 * employee's by the mapping, whatever his row says; nothing is stored then.
 */
export async function linkByHand(
  db: StoreTransaction,
  deps: Deps,
  { account, employee }: { readonly account: Auth0User; readonly employee: Employee },
  { by, at }: Said,
): Promise<boolean> {
  const { auth0UserId } = account
  const { id: employeeId, department, roleCode } = employee
  if ((await findAuth0UserOfEmployee(db, employeeId)) !== null) return false
  // Somebody may have written the account into the row by hand.
  const isHis =
    employee.auth0UserId === auth0UserId ||
    (await claimEmployee(db, deps.store.columns, { employeeId, auth0UserId }))
  if (!isHis) return false
  const offer = nextOffer(account, { employeeId, department, roleCode })
  const link = { employeeId, matchedBy: 'manual', linkRule: MANUAL_RULE } as const
  await updateAuth0User(db, { ...account, ...offer, ...link })
  await tellAuth0(db, deps, { account, employeeId, podlinkRev: offer.podlinkRev, at })
  await appendAudit(db, [
    {
      action: 'account_linked',
      actor: by,
      reason: MANUAL_RULE,
      at,
      employeeId,
      auth0UserId,
      productivityEmail: employee.email,
      matchedBy: 'manual',
      matchedAt: at,
      before: { employee_id: null },
      after: { employee_id: employeeId, podlink_rev: offer.podlinkRev },
    },
  ])
  return true
}

/** Takes such a link back, with everything that Auth0 was told under it. The caller holds the account's row. */
export async function unlinkByHand(
  db: StoreTransaction,
  deps: Deps,
  { account, employeeId }: { readonly account: Auth0User; readonly employeeId: EmployeeId },
  { by, at }: Said,
): Promise<void> {
  const { auth0UserId } = account
  await setEmployeeAuth0UserId(db, deps.store.columns, {
    employeeId,
    auth0UserId: null,
    expected: auth0UserId,
  })
  const offer = nextOffer(account, null)
  const nobody = { employeeId: null, matchedBy: null, linkRule: null, metadataWanted: null }
  await updateAuth0User(db, { ...account, ...offer, ...nobody })
  await tellAuth0(db, deps, { account, employeeId, podlinkRev: offer.podlinkRev, at })
  await appendAudit(db, [
    {
      action: 'account_unlinked',
      actor: by,
      reason: 'decision-revoked',
      at,
      employeeId,
      auth0UserId,
      before: { employee_id: employeeId },
      after: { employee_id: null },
    },
  ])
}

function tellAuth0(
  db: StoreTransaction,
  { newId }: Deps,
  change: {
    readonly account: Auth0User
    readonly employeeId: EmployeeId
    readonly podlinkRev: number
    readonly at: Date
  },
): Promise<void> {
  const { account, employeeId, podlinkRev, at } = change
  const { auth0UserId } = account
  const jobId = newId() as JobId
  return enqueueMetadata(db, { jobId, auth0UserId, employeeId, podlinkRev }, at)
}
