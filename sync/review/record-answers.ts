import { PodlinkError } from '../../kernel/errors.ts'
import { type EmployeeId, parseAuth0UserId, parsePodfactoryUserId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import { type Auth0User, lockAuth0User } from '../../store/tables/auth0-user-mapping.ts'
import { type Employee, findEmployees } from '../../store/tables/employees.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import {
  closeReviewCases,
  findReviewCase,
  lockReviewCase,
  type ReviewCase,
} from '../../store/tables/review-cases.ts'
import { insertReviewDecisions } from '../../store/tables/review-decisions.ts'
import { inTransaction } from '../../store/transaction.ts'
import { linkByHand } from './account-link.ts'
import {
  type Answer,
  type AnswerProblem,
  candidateIds,
  checkAnswer,
  type CheckedAnswer,
  ownerIn,
} from './check-answer.ts'

type Deps = {
  readonly store: Store
  readonly now: () => Date
  readonly newId: () => string
}

/** What an answer comes to. */
export type AnswerOutcome =
  | AnswerProblem
  | {
      readonly kind: 'sound'
      readonly subject: string
      /** Whether recording it links an account at once; all else is the next sync's. */
      readonly isLinkedAtOnce: boolean
      readonly entries: CheckedAnswer['entries']
    }

/**
 * Records what a person says to cases, with who, when and what he saw, and closes them. Whose a sign-up is is linked at
 * once, the next sync carries out the rest. All answers are recorded or, when one of them cannot be or `apply` is false,
 * none; the outcomes come in the order of the answers. Of two answers to one case the first counts.
 * @throws PodlinkError of the store: nothing was written.
 */
export function recordAnswers(
  deps: Deps,
  answers: readonly Answer[],
  options: { readonly by: string; readonly apply: boolean },
): Promise<{ readonly isRecorded: boolean; readonly outcomes: readonly AnswerOutcome[] }> {
  return inTransaction(deps.store, async (db) => {
    const checked: Checked[] = []
    // In one order, so that two people who answer the same cases never wait for each other.
    for (const answer of answers.toSorted((a, b) => a.caseId - b.caseId)) {
      checked.push({ answer, ...(await check(deps, db, answer)) })
    }
    const isSound = checked.every(({ outcome }) => outcome.kind === 'sound')
    const isRecorded = isSound && options.apply
    if (isRecorded) {
      for (const one of checked) await store(deps, db, one, { by: options.by, at: deps.now() })
    }
    const outcomes = new Map(checked.map(({ answer, outcome }) => [answer, outcome]))
    return { isRecorded, outcomes: answers.flatMap((answer) => outcomes.get(answer) ?? []) }
  })
}

type Checked = {
  readonly answer: Answer
  readonly item: ReviewCase | null
  readonly outcome: AnswerOutcome
  /** Set when the answer says whose account a sign-up is. */
  readonly link: { readonly account: Auth0User; readonly employee: Employee } | null
}

async function check(
  { store }: Deps,
  db: StoreTransaction,
  answer: Answer,
): Promise<Omit<Checked, 'answer'>> {
  const account = await lockAccountOf(db, answer.caseId)
  const item = await lockReviewCase(db, answer.caseId)
  if (item === null) {
    const fix = '`podlink review list` shows the numbers.'
    const problem = `There is no case ${answer.caseId}.`
    return { item, outcome: { kind: 'problem', problem, fix }, link: null }
  }
  const named = answer.employeeId === null ? candidateIds(item.candidates) : [answer.employeeId]
  const found = await findEmployees(db, store.columns, named)
  const findEmployee = (id: EmployeeId) => found.find((one) => one.id === id)
  const checked = checkAnswer(item, answer, { findEmployee, account })
  if (checked.kind === 'problem') return { item, outcome: checked, link: null }
  const owner = item.kind === 'sign_up' ? ownerIn(checked) : null
  const employee = owner === null ? undefined : findEmployee(owner)
  const link = account === null || employee === undefined ? null : { account, employee }
  return {
    item,
    outcome: { ...checked, subject: item.subject, isLinkedAtOnce: link !== null },
    link,
  }
}

/** Before the case, in the order of whoever records a login. */
export async function lockAccountOf(
  db: StoreTransaction,
  caseId: number,
): Promise<Auth0User | null> {
  const item = await findReviewCase(db, caseId)
  const id = item?.kind === 'sign_up' ? parseAuth0UserId(item.subject) : null
  return id === null ? null : lockAuth0User(db, id)
}

async function store(
  deps: Deps,
  db: StoreTransaction,
  { answer, item, outcome, link }: Checked,
  said: { readonly by: string; readonly at: Date },
): Promise<void> {
  if (item === null || outcome.kind === 'problem') return
  const { by, at } = said
  const { reason } = answer
  const { entries } = outcome
  await insertReviewDecisions(
    db,
    entries.map(({ decision, employeeId }) => ({
      caseId: item.id,
      subject: item.subject,
      decision,
      employeeId,
      decidedBy: by,
      decidedAt: at,
      reason,
      evidence: { reason: item.reason, candidates: item.candidates },
    })),
  )
  await closeReviewCases(db, item.kind, [item.subject], { because: 'decided', at })
  await appendAudit(
    db,
    entries.map(({ decision, employeeId }) => ({
      action: 'review_decided' as const,
      actor: by,
      reason: decision,
      at,
      employeeId,
      ...subjectOf(item),
      before: { reason: item.reason },
      after: { decision, employee_id: employeeId, said: reason },
      evidence: item.candidates,
    })),
  )
  if (link === null || (await linkByHand(db, deps, link, said))) return
  throw new PodlinkError(
    'STORE_CONFLICT',
    `Another account is employee ${link.employee.id}’s; nothing was recorded.`,
    {
      fix: '`podlink review list` shows accounts and rows that disagree, and the cases that still wait.',
    },
  )
}

/** Whom the case is about, in the columns of the history. */
export function subjectOf({ kind, subject }: Pick<ReviewCase, 'kind' | 'subject'>) {
  return kind === 'sign_up'
    ? { auth0UserId: parseAuth0UserId(subject) }
    : { podfactoryUserId: parsePodfactoryUserId(subject) }
}
