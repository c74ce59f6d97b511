import { describe, expect, test } from 'vitest'
import { candidateIds, decide, employee, employeeId, user, verdict } from './people-builders.ts'

const JOHN = employee(42, 'John Doe', { email: 'john.doe@colorecommerce.us' })
const MARY = employee(7, 'Mary Major', { email: 'mary.major@colorecommerce.us' })
const asked = user({ email: 'john.doe@colorecommerce.us', fullName: 'John Doe' })
const employees = [JOHN, MARY]

describe('a pinned user', () => {
  test.each([
    ['special', 'matched special-mapping 7'],
    ['manual', 'matched manual-decision 7'],
  ] as const)(
    'follows a %s mapping against all evidence and gives its reason',
    (kind, expected) => {
      const pin = { kind, employeeId: MARY.id, reason: 'seasonal account' }
      const decision = decide({ employees, user: asked, pin, existing: 42 })

      expect(verdict(decision)).toBe(expected)
      expect(decision).toMatchObject({ matchedBy: 'manual', score: 1 })
      expect(decision.candidates[0]?.evidence[0]).toMatchObject({ field: 'pin', user: pin.reason })
    },
  )

  test('is asked about when the pinned employee is gone', () => {
    const pin = { kind: 'manual', employeeId: employeeId(99), reason: 'said so' } as const

    expect(verdict(decide({ employees, user: asked, pin }))).toBe('review pinned-employee-missing')
  })

  test('is nobody when a person said so', () => {
    const pin = { kind: 'nobody', reason: 'training account' } as const

    expect(verdict(decide({ employees, user: asked, pin }))).toBe('unmatched decided-nobody')
  })

  test('is never linked to, or offered, a denied employee', () => {
    const pin = { kind: 'denied', employeeIds: [JOHN.id], reason: 'left the company' } as const
    const namesake = employee(43, 'John Doe')

    expect(decide({ employees, user: asked, pin }).outcome).toBe('unmatched')
    const other = decide({
      employees: [...employees, namesake],
      user: user({ fullName: 'John Doe' }),
      pin,
    })
    expect(verdict(other)).toBe('review denied-before')
    expect(candidateIds(other)).toEqual([43])
    expect(decide({ employees, user: asked, pin, existing: 42 }).outcome).toBe('review')
  })
})

describe('a stored mapping', () => {
  test('keeps its own rule while the evidence still gives it', () => {
    expect(verdict(decide({ employees, user: asked, existing: 42 }))).toBe('matched email-exact 42')
  })

  test('is kept when the evidence became too thin for a new link', () => {
    const namesake = employee(43, 'John Doe')
    const thin = user({ fullName: 'John Doe' })

    const kept = decide({ employees: [JOHN, namesake], user: thin, existing: 42 })
    expect(verdict(kept)).toBe('matched existing-mapping 42')
    const unknown = decide({ employees, user: user({ fullName: 'John Unknown' }), existing: 42 })
    expect(verdict(unknown)).toBe('matched existing-mapping 42')
  })

  test('is questioned when the account went to somebody whom HR does not list', () => {
    const reassigned = user({ fullName: 'Someone Else' })

    expect(verdict(decide({ employees, user: reassigned, existing: 42 }))).toBe(
      'review existing-conflict',
    )
  })

  test('survives a legal name change on either side', () => {
    const renamed = employee(42, 'Jane Novak', { email: 'jane.doe@colorecommerce.us' })
    const before = user({ email: 'jane.doe.hp@colorecommerce.us', fullName: 'Jane Doe' })

    expect(decide({ employees: [renamed], user: before, existing: 42 })).toMatchObject({
      outcome: 'matched',
      employeeId: 42,
    })
  })

  test('is questioned and not moved when the evidence names somebody else', () => {
    const decision = decide({ employees, user: asked, existing: 7 })

    expect(verdict(decision)).toBe('review existing-conflict')
    expect(candidateIds(decision)).toEqual([7, 42])
  })

  test('is questioned when the account became a station or its employee is gone', () => {
    const station = user({ fullName: 'Heat Press 3' })

    expect(decide({ employees, user: station, existing: 42 }).rule).toBe('existing-conflict')
    expect(decide({ employees, user: asked, existing: 99 }).rule).toBe('existing-employee-missing')
  })

  test('is questioned when the address was inherited by a stranger', () => {
    const heir = user({ email: 'john.doe@colorecommerce.us', fullName: 'Ann Other' })

    expect(decide({ employees, user: heir, existing: 42 }).rule).toBe('existing-conflict')
  })
})
