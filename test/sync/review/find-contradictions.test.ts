import { describe, expect, it } from 'vitest'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import type { Pin } from '../../../sync/match/people.ts'
import { findContradictions } from '../../../sync/review/find-contradictions.ts'

const employee = (id: number) => id as EmployeeId
const USER = '1003' as PodfactoryUserId
const base = { userId: USER, score: 1, candidates: [] }
const linksTo = (id: number): MatchDecision => ({
  ...base,
  outcome: 'matched',
  rule: 'name-exact',
  employeeId: employee(id),
  matchedBy: 'name',
})
const none = { employeeId: null, matchedBy: null }
const asks: MatchDecision = { ...base, ...none, outcome: 'review', rule: 'name-ambiguous' }
const unmatched: MatchDecision = { ...base, ...none, outcome: 'unmatched', rule: 'no-candidate' }
const manual: Pin = { kind: 'manual', employeeId: employee(4), reason: '' }
const special: Pin = { kind: 'special', employeeId: employee(4), reason: '' }
const denied: Pin = { kind: 'denied', employeeIds: [employee(3)], reason: '' }
const nobody: Pin = { kind: 'nobody', reason: '' }
const compare = (pin: Pin, decision: MatchDecision) =>
  findContradictions(new Map([[USER, pin]]), [decision])

describe('rules beside what people decided', () => {
  it.each([
    ['link another than was confirmed', manual, 3, 'another', 4],
    ['link another than is specially mapped', special, 3, 'another', 4],
    ['link whom people denied', denied, 3, 'denied', null],
    ['link what is no person', nobody, 9, 'nobody', null],
  ] as const)('contradict them when they %s', (_what, pin, linked, kind, confirmed) => {
    expect(compare(pin, linksTo(linked))).toEqual({
      agrees: 0,
      asks: 0,
      contradictions: [{ kind, userId: USER, linked, rule: 'name-exact', confirmed }],
    })
  })

  it.each([
    ['link whom people confirmed', manual, linksTo(4), 1],
    ['link another than the denied one', denied, linksTo(7), 1],
    ['find nobody where people found nobody', nobody, unmatched, 1],
    ['ask', manual, asks, 0],
    ['find nobody whom people found', manual, unmatched, 0],
    ['ask about what is no person', nobody, asks, 0],
  ] as const)('do not when they %s', (_what, pin, decision, agrees) => {
    const counts = { agrees, asks: 1 - agrees, contradictions: [] }
    expect(compare(pin, decision)).toEqual(counts)
  })

  it('are not asked about users nobody decided', () => {
    const counts = { agrees: 0, asks: 0, contradictions: [] }
    expect(findContradictions(new Map(), [linksTo(3)])).toEqual(counts)
  })
})
