import type { Change, ChangeKind } from './plan.ts'

const RANK: Readonly<Record<ChangeKind, number>> = {
  put_facts: 0,
  remove_mapping: 1,
  put_mapping: 2,
  close_review: 3,
  open_review: 4,
  change_account: 5,
}

/** The changes by group, kind and subject, so that equal plans read alike and a group stays together. */
export function inOrder(changes: readonly Change[]): readonly Change[] {
  return changes
    .map((change) => ({ change, key: [change.group, subjectOf(change)] as const }))
    .toSorted(
      (a, b) =>
        compareText(a.key[0], b.key[0]) ||
        RANK[a.change.kind] - RANK[b.change.kind] ||
        compareText(a.key[1], b.key[1]),
    )
    .map(({ change }) => change)
}

function subjectOf(change: Change): string {
  if (change.kind === 'put_facts') return String(change.facts.employeeId)
  if (change.kind === 'remove_mapping') return change.before.podfactoryUserId
  if (change.kind === 'put_mapping') return change.mapping.podfactoryUserId
  if (change.kind === 'change_account') return change.seen.auth0UserId
  const { kind, subject } = change.kind === 'open_review' ? change.reviewCase : change.review
  return `${kind}:${subject}`
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
