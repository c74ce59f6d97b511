import { z } from 'zod'
import { deliverySources, faultKinds, isAnswerFault } from './faults.ts'

// A method or *, a space, a path: or the short form for every request.
const requestPattern = /^(\*|([A-Z]+|\*) [/*]\S*)$/
const delayMsMax = 86_400_000

function fits({ kind, at }: { kind: (typeof faultKinds)[number]; at: string }): boolean {
  if (isAnswerFault(kind)) return requestPattern.test(at)
  return at === '*' || deliverySources.some((source) => source === at)
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
  .refine(fits, {
    path: ['at'],
    error: ({ input }) =>
      isAnswerFault((input as { kind: (typeof faultKinds)[number] }).kind)
        ? 'Expected * or a method and a path such as PATCH /api/v2/users/*'
        : `Expected * or one of ${deliverySources.join(', ')}`,
  })
