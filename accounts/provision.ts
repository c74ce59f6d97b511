import type { JobId } from '../kernel/ids.ts'
import type { Store, StoreTransaction } from '../store/open-store.ts'
import { enqueueJobs } from '../store/tables/account-jobs.ts'
import { appendAudit } from '../store/tables/mapping-audit.ts'
import { openReviewCases } from '../store/tables/review-cases.ts'
import { inTransaction } from '../store/transaction.ts'
import type { AddressRules } from '../kernel/account-address.ts'
import { withInstruction } from './review-instructions.ts'
import { planProvisioning, type ProvisionPlan, type ProvisionScope } from './plan-provisioning.ts'

export type ProvisionDeps = AddressRules & {
  readonly store: Store
  readonly now: () => Date
  /** A new unique id of at most 36 characters. */
  readonly newId: () => string
}

/** `planned`: nothing was stored; `refused`: the kill switch stands and nothing was stored. */
export type ProvisionOutcome = {
  readonly kind: 'planned' | 'applied' | 'refused'
  readonly plan: ProvisionPlan
}

/**
 * Asks for an account for every active employee without one, and asks a person about those who cannot have one yet.
 * Writes only with `apply`, in one transaction; asked for twice, an account is made once. `actor` is `cli:<login>` or a
 * part of podlink.
 * @throws PodlinkError of the store
 */
export async function provision(
  deps: ProvisionDeps,
  request: ProvisionScope & { readonly apply: boolean; readonly actor: string },
): Promise<ProvisionOutcome> {
  return inTransaction(deps.store, async (db) => {
    const plan = await planProvisioning(db, deps, request)
    if (!request.apply) return { kind: 'planned', plan }
    if (plan.isSwitchedOff) return { kind: 'refused', plan }
    await enqueueAccounts(db, deps, plan)
    await askQuestions(db, deps, plan, request.actor)
    return { kind: 'applied', plan }
  })
}

async function enqueueAccounts(
  db: StoreTransaction,
  deps: ProvisionDeps,
  { accounts }: ProvisionPlan,
): Promise<void> {
  const at = deps.now()
  const jobs = accounts.map((account) => ({
    ...account,
    id: deps.newId() as JobId,
    kind: 'create_account' as const,
    payload: {},
    openKey: `create:${account.employeeId}`,
    runId: null,
  }))
  await enqueueJobs(db, jobs, at)
}

async function askQuestions(
  db: StoreTransaction,
  deps: ProvisionDeps,
  { questions }: ProvisionPlan,
  actor: string,
): Promise<void> {
  const at = deps.now()
  const fresh = questions.filter(({ isNew }) => isNew)
  const cases = fresh.map(({ employeeId, reason, sharedWith }) => ({
    kind: 'account' as const,
    subject: String(employeeId),
    reason,
    candidates: withInstruction(
      reason,
      sharedWith.map((id) => ({ employeeId: id })),
    ),
  }))
  await openReviewCases(db, cases, at)
  await appendAudit(
    db,
    fresh.map(({ employeeId, reason, sharedWith }) => ({
      action: 'review_opened' as const,
      actor,
      reason,
      at,
      employeeId,
      evidence: { shared_with: sharedWith },
    })),
  )
}
