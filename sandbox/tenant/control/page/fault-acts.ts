import { z } from 'zod'
import { answerFaults, deliveryFaults, type FaultKind } from '../../core/faults.ts'
import { done, failed, type Act } from './act.ts'

const delayMsMax = 600_000
const isAnswerKind = (kind: FaultKind) => answerFaults.some((name) => name === kind)

const optionalNumber = (schema: z.ZodNumber) =>
  z.union([z.literal('').transform(() => undefined), z.coerce.number().pipe(schema)])

const wishForm = z
  .object({
    kind: z.enum([...answerFaults, ...deliveryFaults]),
    at: z.string().trim().min(1, 'it must say where').max(300),
    count: optionalNumber(z.int().min(1)),
    percent: optionalNumber(z.number().min(1).max(100)),
    delayMs: optionalNumber(z.int().min(0).max(delayMsMax)),
  })
  .refine(({ kind, at }) => !isAnswerKind(kind) || /^(\*|[A-Z]+) \S+$/.test(at), {
    error: 'where is a method and a path, such as PATCH /api/v2/users/* or * /api/v2/*',
  })

/** Puts a fault in force. */
export const armFault: Act = async ({ tenant }, form) => {
  const parsed = wishForm.safeParse({
    kind: form('kind'),
    at: form('at'),
    count: form('count'),
    percent: form('percent'),
    delayMs: form('delayMs'),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return failed(`no such fault: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  const { kind, at, count, percent, delayMs } = parsed.data
  const probability = percent === undefined || percent === 100 ? undefined : percent / 100
  tenant.faults.add({ kind, at, count, probability, delayMs })
  const times =
    count === undefined ? 'until it is removed' : count === 1 ? 'once' : `${count} times`
  return done(`${kind} is in force at ${at}, ${times}`)
}

export const removeFault: Act = async ({ tenant }, form) => {
  const id = form('fault')
  const fault = tenant.faults.list().find((one) => one.id === id)
  if (fault === undefined || !tenant.faults.remove(id)) return failed('that fault is over already')
  return done(`${fault.kind} at ${fault.at} is no longer in force`)
}

export const clearFaults: Act = async ({ tenant }) => {
  tenant.faults.clear()
  return done('no fault is in force')
}
