import type { Json } from '../../kernel/canonical-json.ts'
import { type EmployeeId, parseEmployeeId } from '../../kernel/ids.ts'
import type { Auth0User } from '../../store/tables/auth0-user-mapping.ts'
import type { Employee } from '../../store/tables/employees.ts'
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

/** What the database says of those an answer is about. */
export type KnownPeople = {
  /** Somebody who is employed now or was before; a person may name somebody whom the rules did not think of. */
  readonly findEmployee: (id: EmployeeId) => Employee | undefined
  /** The account that a sign-up is about. */
  readonly account: Auth0User | null
}

/** Whether the answer fits the case, and the people it is about. */
export function checkAnswer(
  item: KnownCase,
  answer: Answer,
  known: KnownPeople,
): CheckedAnswer | AnswerProblem {
  if (item.status === 'closed') {
    return problem('The case is closed.', '`podlink review list` shows the open ones.')
  }
  if (!isAnswerable(item)) return problem('No answer settles this case.', remedyOf(item))
  const named = answer.employeeId
  if (named !== null && known.findEmployee(named) === undefined) {
    return problem(`There is no employee ${named}.`, 'Give the number of an employee’s row.')
  }
  const checked = complete(item, answer.decision, named)
  if (item.kind !== 'sign_up' || checked.kind === 'problem') return checked
  const owner = ownerIn(checked)
  return (owner === null ? null : doubtAbout(owner, known)) ?? checked
}

/** Whose the subject is by this answer; null when it only says who it is not. */
export function ownerIn({ entries }: CheckedAnswer): EmployeeId | null {
  return (
    entries.find(({ decision }) => decision === 'confirm' || decision === 'new_employee')
      ?.employeeId ?? null
  )
}

/** Why an account cannot be this employee's whatever a person says; a link is never moved, and nobody has two. */
function doubtAbout(id: EmployeeId, { findEmployee, account }: KnownPeople): AnswerProblem | null {
  const employee = findEmployee(id)
  if (account === null || account.status === 'deleted') {
    return problem('The account is no longer there.', 'Say that it is no person.')
  }
  if (account.employeeId !== null) {
    return problem(
      `The account is employee ${account.employeeId}’s already.`,
      'Deny when that is right. Otherwise revoke the answer that linked it, or delete the account in Auth0.',
    )
  }
  if (account.status === 'blocked') {
    return problem('The account is blocked.', 'Unblock it in Auth0 first, or deny.')
  }
  if (employee === undefined || !employee.isActive) {
    return problem(`Employee ${id} is not active.`, 'Set employees.is_active first, or deny.')
  }
  const isFree = employee.auth0UserId === null && employee.isAuth0UserIdUnreadable !== true
  return isFree || employee.auth0UserId === account.auth0UserId
    ? null
    : problem(
        `Employee ${id} has an account already.`,
        `Deny, or see \`podlink why ${id} --employee\` for how he got it.`,
      )
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
