import { z } from 'zod'
import { deliverySources, type FaultKind, faultKinds, isAnswerFault } from './faults.ts'

// A method or *, a space, a path: or the short form for every request.
const requestPattern = /^(\*|([A-Z]+|\*) [/*]\S*)$/
const delayMsMax = 86_400_000

/** What `at` must look like for this kind, or null when it does. */
function whatIsWrong(kind: FaultKind, at: string): string | null {
  if (isAnswerFault(kind)) {
    const isRequest = requestPattern.test(at)
    return isRequest ? null : 'Expected * or a method and a path such as PATCH /api/v2/users/*'
  }
  const isDelivery = at === '*' || deliverySources.some((source) => source === at)
  return isDelivery ? null : `Expected * or one of ${deliverySources.join(', ')}`
}

/** A wish for a fault as somebody outside sends it; one that could never happen is refused with what would be right. */
export const faultWish = z
  .strictObject({
    kind: z.enum(faultKinds),
    at: z.string().max(500).default('*'),
    count: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).optional(),
    delayMs: z.int().min(0).max(delayMsMax).optional(),
  })
  .superRefine(({ kind, at }, context) => {
    const message = whatIsWrong(kind, at)
    if (message !== null) context.addIssue({ code: 'custom', path: ['at'], message })
  })
