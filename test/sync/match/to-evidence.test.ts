import { describe, expect, test } from 'vitest'
import { type Evidence, type MatchDecision, RULES_VERSION } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { WEIGHTS_VERSION } from '../../../sync/match/weights.ts'
import { decide, employee, user } from './people-builders.ts'

const JOHN = employee(42, 'John Doe', {
  email: 'john.doe@colorecommerce.us',
  department: 'Packing',
  previousNames: ['John Smith'],
})

const PRIOR = `prior rules ${RULES_VERSION}, weights ${WEIGHTS_VERSION}: null / null`

function told(decision: MatchDecision): readonly string[] {
  return (decision.candidates[0]?.evidence ?? []).map(
    (row: Evidence) => `${row.field} ${row.level}: ${row.user} / ${row.employee}`,
  )
}

describe('the evidence of a candidate', () => {
  test('tells what was compared, row by row', () => {
    const asked = user({
      email: 'john.doe.pack@colorecommerce.us',
      fullName: 'Doe, John',
      actions: ['Picking'],
    })

    expect(told(decide({ employees: [JOHN], user: asked }))).toEqual([
      'email suffix: john.doe.pack@colorecommerce.us / john.doe@colorecommerce.us',
      'name spelling: Doe, John / John Doe',
      'department mixed: action: picking; suffix: packing / packing',
      PRIOR,
    ])
  })

  test('tells who has left, which name was borne before, and nothing of an address nobody has', () => {
    const left = { ...JOHN, isActive: false, email: null }
    const asked = user({ fullName: 'john smith', actions: ['Packing'] })

    expect(told(decide({ employees: [left], user: asked }))).toEqual([
      'previous_name spelling: john smith / John Smith',
      'department agrees: action: packing / packing',
      'active inactive: null / null',
      PRIOR,
    ])
  })

  test('tells what the address spells where no name was given', () => {
    const asked = user({ email: 'john_doe@gmail.example' })

    expect(told(decide({ employees: [{ ...JOHN, email: null }], user: asked }))).toEqual([
      'name none: null / John Doe',
      'address_name spelling: john doe / John Doe',
      'department unknown: null / packing',
      PRIOR,
    ])
  })

  test('tells that nobody has claimed the address, and by how much the best one leads', () => {
    const second = employee(43, 'John Dean', { department: 'Packing' })
    const asked = user({ fullName: 'John Doe', actions: ['Packing'] })
    const decision = decide({ employees: [JOHN, second, employee(44, 'John Doe')], user: asked })
    const rows = told(decision)

    expect(rows.at(-1)).toMatch(/^margin (close|ahead): [0-9.]+ \/ 44$/)
    expect(decision.candidates.slice(1).flatMap(({ evidence }) => evidence)).not.toContainEqual(
      expect.objectContaining({ field: 'margin' }),
    )
  })
  test('tells from how many bits a name is linked where that was set, at the best candidate', () => {
    const { thresholds } = defaultMatchSettings
    const [first] = matchPeople({
      employees: [JOHN, employee(44, 'John Doe')],
      users: [user({ fullName: 'John Doe' })],
      pinned: new Map(),
      existing: new Map(),
      settings: { ...defaultMatchSettings, thresholds: { ...thresholds, linkBitsMin: 2 } },
    })
    const isThreshold = ({ field }: Evidence) => field === 'threshold'

    expect(first?.candidates.map(({ evidence }) => evidence.filter(isThreshold))).toEqual([
      [{ field: 'threshold', level: 'chosen', user: '2', employee: null, weight: 0 }],
      [],
    ])
    expect(told(decide({ employees: [JOHN], user: user({ fullName: 'John Doe' }) }))).not.toContain(
      expect.stringContaining('threshold'),
    )
  })
})
