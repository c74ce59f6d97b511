import { parseAuth0UserId, parsePodfactoryUserId } from '../../kernel/ids.ts'
import type { Store, StoreTransaction } from '../../store/open-store.ts'
import { findEmployees } from '../../store/tables/employees.ts'
import { appendAudit } from '../../store/tables/mapping-audit.ts'
import {
  closeReviewCases,
  lockReviewCase,
  type ReviewCase,
} from '../../store/tables/review-cases.ts'
import { insertReviewDecisions } from '../../store/tables/review-decisions.ts'
import { inTransaction } from '../../store/transaction.ts'
import { type Answer, type AnswerProblem, checkAnswer, type CheckedAnswer } from './check-answer.ts'

type Deps = { readonly store: Store; readonly now: () => Date }

/** What an answer comes to. */
export type AnswerOutcome =
  | AnswerProblem
  | {
      readonly kind: 'sound'
      readonly subject: string
      readonly entries: CheckedAnswer['entries']
    }

/**
 * Records what a person says to cases, with who, when and what he saw, and closes them; the next sync carries it out. All
 * answers are recorded or, when one of them cannot be or `apply` is false, none; the outcomes come in the order of the
 * answers. Of two answers to one case the first counts.
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
      for (const one of checked) await store(db, one, { by: options.by, at: deps.now() })
    }
    const outcomes = new Map(checked.map(({ answer, outcome }) => [answer, outcome]))
    return { isRecorded, outcomes: answers.flatMap((answer) => outcomes.get(answer) ?? []) }
  })
}

type Checked = {
  readonly answer: Answer
  readonly item: ReviewCase | null
  readonly outcome: AnswerOutcome
}

async function check(
  { store }: Deps,
  db: StoreTransaction,
  answer: Answer,
): Promise<Omit<Checked, 'answer'>> {
  const item = await lockReviewCase(db, answer.caseId)
  if (item === null) {
    const fix = '`podlink review list` shows the numbers.'
    const problem = `There is no case ${answer.caseId}.`
    return { item, outcome: { kind: 'problem', problem, fix } }
  }
  const named = answer.employeeId === null ? [] : [answer.employeeId]
  const found = await findEmployees(db, store.columns, named)
  const checked = checkAnswer(item, answer, (id) => found.some((one) => one.id === id))
  return checked.kind === 'problem'
    ? { item, outcome: checked }
    : { item, outcome: { ...checked, subject: item.subject } }
}

async function store(
  db: StoreTransaction,
  { answer, item, outcome }: Checked,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  if (item === null || outcome.kind === 'problem') return
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
}

/** Whom the case is about, in the columns of the history. */
export function subjectOf({ kind, subject }: Pick<ReviewCase, 'kind' | 'subject'>) {
  return kind === 'sign_up'
    ? { auth0UserId: parseAuth0UserId(subject) }
    : { podfactoryUserId: parsePodfactoryUserId(subject) }
}
