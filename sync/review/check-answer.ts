import type { Json } from '../../kernel/canonical-json.ts'
import { type EmployeeId, parseEmployeeId } from '../../kernel/ids.ts'
import type { KnownCase, ReviewCase } from '../../store/tables/review-cases.ts'
import { ACCOUNT_REASON } from '../decide/find-account-conflicts.ts'

export const DECISIONS = ['confirm', 'deny', 'not_a_person', 'new_employee'] as const
export type Decision = (typeof DECISIONS)[number]

/** What a person says to a case; without an employee it means the one candidate, and of a denial all of them. */
export type Answer = {
  readonly caseId: number
  readonly decision: Decision
  readonly employeeId: EmployeeId | null
  /** In the person's own words; null when nothing was said. */
  readonly reason: string | null
}

/** Why an answer cannot be taken, and what to do, as a sentence each. */
export type AnswerProblem = {
  readonly kind: 'problem'
  readonly problem: string
  readonly fix: string
}

/** What the answer comes to, one entry for each employee it is about. */
export type CheckedAnswer = {
  readonly kind: 'sound'
  readonly entries: readonly {
    readonly decision: Decision
    readonly employeeId: EmployeeId | null
  }[]
}

/**
 * Whether the answer fits the case. `isEmployee` says whether somebody of this number is employed now or was before; a
 * person may name somebody whom the rules did not think of.
 */
export function checkAnswer(
  item: KnownCase,
  answer: Answer,
  isEmployee: (id: EmployeeId) => boolean,
): CheckedAnswer | AnswerProblem {
  if (item.status === 'closed') {
    return problem('The case is closed.', '`podlink review list` shows the open ones.')
  }
  if (!isAnswerable(item)) return problem('No answer settles this case.', remedyOf(item))
  if (item.kind === 'sign_up' && !['deny', 'not_a_person'].includes(answer.decision)) {
    return problem(
      'Whose account a sign-up is cannot be confirmed here.',
      'When the person is known, write the account’s id into his row (employees.auth0_user_id); or deny, or say that it is no person.',
    )
  }
  const named = answer.employeeId
  if (named !== null && !isEmployee(named)) {
    return problem(`There is no employee ${named}.`, 'Give the number of an employee’s row.')
  }
  return complete(item, answer.decision, named)
}

/** The employees a case names, best first. */
export function candidateIds(candidates: Json): readonly EmployeeId[] {
  if (!isList(candidates)) return []
  return candidates.flatMap((one) => {
    const isRecord = typeof one === 'object' && one !== null && !isList(one)
    const id = isRecord ? parseEmployeeId(one['employeeId']) : null
    return id === null ? [] : [id]
  })
}

/** Questions about an account are settled where the account is. */
export function isAnswerable({ kind, reason }: ReviewCase): boolean {
  return kind !== 'account' && !reason.startsWith(ACCOUNT_REASON)
}

function complete(
  item: ReviewCase,
  decision: Decision,
  named: EmployeeId | null,
): CheckedAnswer | AnswerProblem {
  const candidates = candidateIds(item.candidates)
  const denials = candidates.map((employeeId) => ({ decision: 'deny' as const, employeeId }))
  if (decision === 'not_a_person') {
    return named === null
      ? sound([{ decision, employeeId: null }])
      : problem('Nobody is named when it is no person.', 'Leave the employee out.')
  }
  if (named !== null) return sound([{ decision, employeeId: named }])
  // Somebody new is none of those the case names.
  if (decision === 'new_employee') return sound([{ decision, employeeId: null }, ...denials])
  if (decision === 'deny') {
    return denials.length > 0
      ? sound(denials)
      : problem('The case has no candidate to deny.', 'Say who it is, or that it is no person.')
  }
  const [only, another] = candidates
  return only !== undefined && another === undefined
    ? sound([{ decision, employeeId: only }])
    : problem(
        `The case has ${candidates.length === 0 ? 'no' : 'several'} candidates.`,
        'Say which employee it is: --employee <number>.',
      )
}

function remedyOf({ kind }: ReviewCase): string {
  return kind === 'account'
    ? '`podlink review show` says what to do about the account.'
    : 'Make employees.auth0_user_id and the account agree; the next sync closes the case.'
}

function sound(entries: CheckedAnswer['entries']): CheckedAnswer {
  return { kind: 'sound', entries }
}

function problem(text: string, fix: string): AnswerProblem {
  return { kind: 'problem', problem: text, fix }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
