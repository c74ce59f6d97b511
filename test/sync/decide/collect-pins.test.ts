import { describe, expect, it } from 'vitest'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import { collectPins } from '../../../sync/decide/collect-pins.ts'

const id = '9' as PodfactoryUserId
const answer = (
  decision: 'confirm' | 'deny' | 'not_a_person' | 'new_employee',
  employee: number | null,
) => ({
  podfactoryUserId: id,
  decision,
  employeeId: employee as EmployeeId | null,
  reason: 'said so',
})

describe('collectPins', () => {
  it.each([
    [
      'the newest confirmation',
      [answer('confirm', 1), answer('confirm', 2)],
      { kind: 'manual', employeeId: 2 },
    ],
    [
      'every denial',
      [answer('deny', 1), answer('deny', 2), answer('deny', 1)],
      { kind: 'denied', employeeIds: [1, 2] },
    ],
    [
      'a denial after the confirmation of the same employee',
      [answer('confirm', 1), answer('deny', 1)],
      { kind: 'denied', employeeIds: [1] },
    ],
    [
      'a confirmation when somebody else is denied later',
      [answer('confirm', 1), answer('deny', 2)],
      { kind: 'manual', employeeId: 1 },
    ],
    [
      'that nobody stands behind the user',
      [answer('deny', 1), answer('not_a_person', null)],
      { kind: 'nobody' },
    ],
    ['the employee hired for it', [answer('new_employee', 5)], { kind: 'manual', employeeId: 5 }],
  ])('keeps %s', (_, decisions, pin) => {
    expect(collectPins([], decisions).get(id)).toMatchObject(pin)
  })

  it('lets a special mapping win over every answer', () => {
    const special = { podfactoryUserId: id, employeeId: 3 as EmployeeId, reason: 'season' }

    expect(collectPins([special], [answer('confirm', 1)]).get(id)).toEqual({
      kind: 'special',
      employeeId: 3,
      reason: 'season',
    })
  })

  it('knows nothing of a user about whom nobody was named', () => {
    expect(collectPins([], [answer('deny', null), answer('new_employee', null)]).size).toBe(0)
  })
})
