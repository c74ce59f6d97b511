import { describe, expect, it } from 'vitest'
import type { Auth0UserId, EmployeeId } from '../../../kernel/ids.ts'
import { unknownUser } from '../../../store/tables/auth0-user-mapping.ts'
import type { ReviewCase } from '../../../store/tables/review-cases.ts'
import { type Answer, checkAnswer } from '../../../sync/review/check-answer.ts'

const id = (number: number) => number as EmployeeId
const open = (change: Partial<ReviewCase & { status: 'open' | 'closed' }> = {}) => ({
  id: 12,
  kind: 'podfactory_user' as const,
  subject: '1003',
  reason: 'name-ambiguous',
  candidates: [{ employeeId: 42 }, { employeeId: 43 }],
  openedAt: new Date(0),
  status: 'open' as const,
  ...change,
})
const say = (decision: Answer['decision'], employee: number | null = null): Answer => ({
  caseId: 12,
  decision,
  employeeId: employee === null ? null : id(employee),
  reason: null,
})
const findEmployee = (one: EmployeeId) =>
  one < 100
    ? {
        id: one,
        name: 'Ana Ruiz',
        email: null,
        auth0UserId: null,
        isActive: true,
        department: null,
        roleCode: null,
        previousNames: [],
      }
    : undefined
const account = unknownUser('auth0|1' as Auth0UserId)
const check = (answer: Answer, item = open()) =>
  checkAnswer(item, answer, { findEmployee, account })

describe('an answer', () => {
  it('that names an employee means him, whether he was a candidate or not', () => {
    for (const decision of ['confirm', 'deny', 'new_employee'] as const) {
      expect(check(say(decision, 7))).toEqual({
        kind: 'sound',
        entries: [{ decision, employeeId: 7 }],
      })
    }
  })

  it('that confirms without a name means the only candidate, and nobody when there are more or none', () => {
    const only = open({ candidates: [{ employeeId: 42 }] })

    expect(check(say('confirm'), only)).toMatchObject({ entries: [{ employeeId: 42 }] })
    expect(check(say('confirm'))).toMatchObject({ kind: 'problem' })
    expect(check(say('confirm'), open({ candidates: [] }))).toMatchObject({ kind: 'problem' })
  })

  it('that denies without a name means every candidate', () => {
    const denials = [42, 43].map((employeeId) => ({ decision: 'deny', employeeId }))

    expect(check(say('deny'))).toEqual({ kind: 'sound', entries: denials })
    expect(check(say('deny'), open({ candidates: [] }))).toMatchObject({ kind: 'problem' })
  })

  it('that speaks of somebody new without a row means none of the candidates', () => {
    expect(check(say('new_employee'))).toEqual({
      kind: 'sound',
      entries: [
        { decision: 'new_employee', employeeId: null },
        { decision: 'deny', employeeId: 42 },
        { decision: 'deny', employeeId: 43 },
      ],
    })
  })

  it('to a sign-up may say whose it is', () => {
    const item = open({ kind: 'sign_up', candidates: [{ employeeId: 42 }] })

    for (const decision of ['confirm', 'new_employee'] as const) {
      expect(check(say(decision, 42), item)).toEqual({
        kind: 'sound',
        entries: [{ decision, employeeId: 42 }],
      })
    }
    expect(check(say('confirm'), item)).toMatchObject({ entries: [{ employeeId: 42 }] })
    expect(check(say('deny'), item)).toMatchObject({ kind: 'sound' })
    expect(check(say('new_employee'), item)).toMatchObject({ kind: 'sound' })
  })

  it.each([
    ['names nobody’s number', say('confirm', 100), open()],
    ['names somebody and says it is no person', say('not_a_person', 42), open()],
    ['comes too late', say('deny'), open({ status: 'closed' })],
    ['is about an account', say('deny'), open({ kind: 'account' })],
    ['is about rows that disagree', say('deny'), open({ kind: 'conflict', reason: 'account:x' })],
    ['confirms one of several to a sign-up', say('confirm'), open({ kind: 'sign_up' })],
  ])('that %s is told what to do instead', (_what, answer, item) => {
    expect(check(answer, item)).toEqual({
      kind: 'problem',
      problem: expect.stringMatching(/\.$/) as unknown,
      fix: expect.stringMatching(/\.$/) as unknown,
    })
  })
})
