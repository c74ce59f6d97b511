import type { DeliveryId } from '../kernel/ids.ts'
import { insertDeadLetter } from '../store/tables/dead-letters.ts'
import type { DeliverySource } from '../store/tables/deliveries.ts'
import { isPassing } from '../store/store-errors.ts'
import { reading } from '../store/transaction.ts'
import type { Misunderstanding } from './parsed.ts'
import type { ReceiverDeps } from './receiver-deps.ts'
import { sealBody } from './seal-body.ts'

export { isPassing }

type Deps = Pick<ReceiverDeps, 'store' | 'deadLetterKey'>

export type Letter = {
  readonly id: DeliveryId
  readonly source: DeliverySource
  readonly bytes: Buffer
  readonly receivedAt: Date
}

/**
 * What `recording` resolves to. When it fails for a reason that waiting does not mend, the letter is kept for replay before
 * the error goes on.
 */
export async function orKeep<Result>(
  deps: Deps,
  letter: Letter,
  recording: Promise<Result>,
): Promise<Result> {
  try {
    return await recording
  } catch (error) {
    const problem = { code: 'not_recorded' } as const
    // The first failure is the one to tell of.
    if (!isPassing(error)) await keepLetter(deps, { ...letter, problem }).catch(() => undefined)
    throw error
  }
}

/** Keeps what could not be understood with its reason, and its bytes where there is a key for them. */
export async function keepLetter(
  deps: Deps,
  letter: Letter & { readonly problem: Misunderstanding },
): Promise<void> {
  const { id, source, problem, bytes, receivedAt } = letter
  await reading(deps.store, (db) =>
    insertDeadLetter(db, {
      deliveryId: id,
      source,
      reason: reasonOf(problem),
      body: deps.deadLetterKey === null ? null : sealBody(bytes, deps.deadLetterKey, id),
      receivedAt,
    }),
  )
}

/** The column holds 64 characters. */
function reasonOf(problem: Misunderstanding): string {
  const reason = problem.code === 'wrong_shape' ? `${problem.code}:${problem.field}` : problem.code
  return reason.slice(0, 64)
}
