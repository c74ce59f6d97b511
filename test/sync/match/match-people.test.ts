import { describe, expect, test } from 'vitest'
import { matchPeople } from '../../../sync/match/match-people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { candidateIds, decide, employee, user, userId, verdict } from './people-builders.ts'

const JOHN = employee(42, 'John Doe', {
  email: 'john.doe@colorecommerce.us',
  department: 'Heat Press',
})
const MARY = employee(7, 'Mary Major', {
  email: 'mary.major@colorecommerce.us',
  department: 'Packing',
})

describe('a user whose address is an employee’s', () => {
  test.each([
    ['john.doe@colorecommerce.us', 'matched email-exact 42'],
    ['JOHN.DOE@colorecommerce.us ', 'matched email-exact 42'],
    ['john.doe+pod@colorecommerce.us', 'matched email-plus 42'],
    ['john.doe.hp@colorecommerce.us', 'matched email-suffix 42'],
    ['john.doe.shp@colorecommerce.us', 'matched email-suffix 42'],
  ])('is linked by %s', (email, expected) => {
    const decision = decide({ employees: [JOHN, MARY], user: user({ email, fullName: 'J. Doe' }) })

    expect(verdict(decision)).toBe(expected)
    expect(decision.matchedBy).toBe('email')
  })

  test('is linked without a name, and by a lone first name', () => {
    const email = 'john.doe.hp@colorecommerce.us'

    expect(verdict(decide({ employees: [JOHN], user: user({ email }) }))).toContain('matched')
    const lone = decide({ employees: [JOHN], user: user({ email, fullName: 'John' }) })
    expect(verdict(lone)).toBe('matched email-suffix 42')
  })

  test('keeps a suffix that is part of the employee’s own address', () => {
    const ship = employee(5, 'Chip Ship', { email: 'chip.ship@colorecommerce.us' })
    const chip = employee(6, 'Chip Chan', { email: 'chip@colorecommerce.us' })
    const email = 'chip.ship@colorecommerce.us'

    expect(verdict(decide({ employees: [ship, chip], user: user({ email }) }))).toBe(
      'matched email-exact 5',
    )
  })

  test('waits for a person when the name is somebody else’s or nobody’s', () => {
    const email = 'john.doe.hp@colorecommerce.us'

    const other = decide({ employees: [JOHN, MARY], user: user({ email, fullName: 'Mary Major' }) })
    expect(verdict(other)).toBe('review email-name-conflict')
    expect(new Set(candidateIds(other))).toEqual(new Set([42, 7]))
    const nobody = decide({ employees: [JOHN], user: user({ email, fullName: 'Ann Other' }) })
    expect(verdict(nobody)).toBe('review email-name-conflict')
    const sibling = decide({ employees: [JOHN], user: user({ email, fullName: 'Robert Doe' }) })
    expect(verdict(sibling)).toBe('review email-name-conflict')
  })

  test('waits for a person when a vaguely similar name is exactly somebody else’s', () => {
    const mark = employee(8, 'Mark Major')
    const email = 'mary.major@colorecommerce.us'
    const decision = decide({
      employees: [MARY, mark],
      user: user({ email, fullName: 'Mark Major' }),
    })

    expect(verdict(decision)).toBe('review email-and-name-disagree')
  })

  test('waits for a person when two employees share the address and the name tells nothing', () => {
    const twin = employee(43, 'Jane Doe', { email: 'john.doe@colorecommerce.us' })
    const email = 'john.doe@colorecommerce.us'

    expect(verdict(decide({ employees: [JOHN, twin], user: user({ email }) }))).toBe(
      'review email-of-several',
    )
    const told = decide({ employees: [JOHN, twin], user: user({ email, fullName: 'Jane Doe' }) })
    expect(verdict(told)).toBe('matched email-exact 43')
  })

  test('is not an employee’s because another domain has the same local part', () => {
    const decision = decide({
      employees: [JOHN],
      user: user({ email: 'john.doe@gmail.example', fullName: 'Ann Other' }),
    })

    expect(decision.outcome).not.toBe('matched')
  })

  test('prefers the active namesake’s right to be asked over an inactive owner', () => {
    const left = employee(1, 'John Doe', {
      email: 'john.doe@colorecommerce.us',
      department: 'Packing',
      isActive: false,
    })
    const back = employee(2, 'John Doe', {
      email: 'john.doe2@colorecommerce.us',
      department: 'Packing',
    })
    const asked = user({
      email: 'john.doe.pack@colorecommerce.us',
      fullName: 'John Doe',
      actions: ['Packing'],
    })

    expect(verdict(decide({ employees: [left, back], user: asked }))).toBe(
      'review inactive-employee',
    )
    expect(verdict(decide({ employees: [left], user: asked }))).toBe('matched email-suffix 1')
  })
})

describe('the ladder of names', () => {
  test.each(['John Doe', 'john.doe', 'john_doe', 'Doe, John', 'JOHN DOE', 'Mr. John Doe (HP)'])(
    'links %s to the only John Doe',
    (fullName) => {
      const decision = decide({ employees: [JOHN, MARY], user: user({ fullName }) })

      expect(decision).toMatchObject({ outcome: 'matched', employeeId: 42, matchedBy: 'name' })
    },
  )

  test.each(['john', 'doe'])('offers the only John Doe for %s and links nobody', (fullName) => {
    const decision = decide({ employees: [JOHN, MARY], user: user({ fullName }) })

    expect(verdict(decision)).toBe('review name-lone')
    expect(candidateIds(decision)).toEqual([42])
  })

  test('offers both Johns for a lone first name', () => {
    const second = employee(43, 'John Dean')
    const decision = decide({ employees: [second, JOHN], user: user({ fullName: 'john' }) })

    expect(new Set(candidateIds(decision))).toEqual(new Set([42, 43]))
  })

  test('links by a previous name and says so', () => {
    const renamed = employee(9, 'Ana Ruiz', { previousNames: ['Ana Soto', 'Ana Lara'] })
    const decision = decide({ employees: [renamed, JOHN], user: user({ fullName: 'Ana Lara' }) })

    expect(verdict(decision)).toBe('matched previous-name 9')
    expect(decision.candidates[0]?.evidence).toContainEqual({
      field: 'previous_name',
      level: 'exact',
      user: 'Ana Lara',
      employee: 'Ana Lara',
      userKey: 'ana lara',
      employeeKey: 'ana lara',
      weight: expect.any(Number),
    })
  })

  test('tells namesakes apart by department, and asks without it', () => {
    const labeling = employee(43, 'John Doe', { department: 'Labeling' })
    const employees = [JOHN, labeling]
    const fullName = 'John Doe'

    expect(
      verdict(decide({ employees, user: user({ fullName, actions: ['In Production'] }) })),
    ).toBe('matched name-department 42')
    expect(verdict(decide({ employees, user: user({ fullName: 'John Doe (HP)' }) }))).toBe(
      'matched name-department 42',
    )
    expect(verdict(decide({ employees, user: user({ fullName }) }))).toBe('review name-ambiguous')
    const mixed = user({ fullName: 'John Doe (LB)', actions: ['In Production'] })
    expect(verdict(decide({ employees, user: mixed }))).toBe('review name-ambiguous')
  })

  test('asks when the only bearer works elsewhere', () => {
    const decision = decide({
      employees: [JOHN],
      user: user({ fullName: 'John Doe', actions: ['Packing'] }),
    })

    expect(verdict(decision)).toBe('review name-department-conflict')
  })

  test('asks when a longer name fits the department as well', () => {
    const longer = employee(43, 'John Paul Doe', { department: 'Heat Press' })
    const asked = user({ fullName: 'John Doe', actions: ['In Production'] })

    expect(verdict(decide({ employees: [JOHN, longer], user: asked }))).toBe(
      'review name-ambiguous',
    )
  })

  test('asks when the company address belongs to somebody else or carries another number', () => {
    const asked = (email: string) =>
      decide({ employees: [JOHN, MARY], user: user({ email, fullName: 'John Doe' }) })

    expect(asked('mary.major@colorecommerce.us').rule).toBe('email-name-conflict')
    expect(asked('john.doe3@colorecommerce.us').rule).toBe('email-unknown-number')
    expect(asked('zed.zorn@colorecommerce.us').rule).toBe('email-unknown-name-conflict')
  })

  test('links a misspelled name and a shortened one unless the department speaks against it', () => {
    const longer = employee(5, 'William Paul Carter', { department: 'Packing' })
    const misspelled = (actions: readonly string[]) =>
      decide({
        employees: [longer, JOHN],
        user: user({ fullName: 'William Paul Crater', actions }),
      })
    const shortened = (actions: readonly string[]) =>
      decide({ employees: [longer, JOHN], user: user({ fullName: 'William Carter', actions }) })

    expect(verdict(misspelled(['Packing']))).toBe('matched name-similar 5')
    expect(verdict(misspelled(['Picking']))).toBe('review name-approximate')
    expect(verdict(shortened(['Packing']))).toBe('matched name-partial 5')
    expect(verdict(shortened(['Picking']))).toBe('review name-incomplete')
  })

  test('asks when somebody who works elsewhere bears the very name', () => {
    const exact = employee(4, 'William Carter', { department: 'Picking' })
    const longer = employee(5, 'William Paul Carter', { department: 'Packing' })
    const renamed = employee(6, 'William Stone', {
      department: 'Packing',
      previousNames: ['William Carter'],
    })
    const asked = user({ fullName: 'William Carter', actions: ['Packing'] })

    const turned = employee(7, 'Carter William', { department: 'Packing' })

    for (const other of [longer, renamed, turned]) {
      expect(verdict(decide({ employees: [exact, other], user: asked }))).toBe(
        'review name-ambiguous',
      )
      expect(decide({ employees: [other], user: asked }).employeeId).toBe(other.id)
    }
  })

  test.each(['Alejandra Carter', 'Willy Carter', 'W. Carter', 'Paul Carter', 'Will Carter'])(
    'takes %s for no misspelling',
    (fullName) => {
      const employees = [
        employee(1, 'Alejandro Carter', { department: 'Packing' }),
        employee(2, 'William Paul Carter', { department: 'Packing' }),
      ]

      expect(decide({ employees, user: user({ fullName, actions: ['Packing'] }) }).outcome).toBe(
        'review',
      )
    },
  )
})

describe('accounts of a station', () => {
  test.each([
    ['hp.station2@colorecommerce.us', 'Heat Press Station 5'],
    ['shipping@colorecommerce.us', null],
    [null, 'Heat Press 3'],
    [null, 'Packing Station A'],
    ['n/a', 'HP 2'],
    [null, 'Night Shift'],
    [null, 'Morning Team 2'],
  ])('%s, %s are never linked', (email, fullName) => {
    const decision = decide({ employees: [JOHN], user: user({ email, fullName }) })

    expect(verdict(decision)).toBe('unmatched shared-account')
  })

  test('a person on a shared address is offered and not linked', () => {
    const asked = user({ email: 'shipping@colorecommerce.us', fullName: 'John Doe' })

    expect(verdict(decide({ employees: [JOHN], user: asked }))).toBe('review shared-address')
  })

  test('an employee whose name looks like a station is a person', () => {
    const press = employee(3, 'Line Press')

    expect(decide({ employees: [press], user: user({ fullName: 'Line Press' }) }).employeeId).toBe(
      3,
    )
  })
})

describe('a crowd of namesakes', () => {
  test('lists ten candidates, tells how many there are, and puts the only one of a department first', () => {
    const crowd = Array.from({ length: 3000 }, (_, at) =>
      employee(at + 1, 'John Doe', { department: at === 2500 ? 'Shipping' : 'Packing' }),
    )
    const decisions = matchPeople({
      employees: crowd,
      users: [
        user({ fullName: 'John Doe' }),
        user({ fullName: 'John Doe', actions: ['Packing'] }, 2),
        user({ fullName: 'John Doe', actions: ['Shipping'] }, 3),
      ],
      pinned: new Map(),
      existing: new Map(),
      settings: defaultMatchSettings,
    })

    expect(decisions.map(verdict)).toEqual([
      'review name-ambiguous',
      'review name-ambiguous',
      'review name-ambiguous',
    ])
    // A name of everybody tells nothing, and a department alone is no evidence; but he stands first.
    expect(candidateIds(decisions[2] ?? decide({ employees: [], user: user() }))[0]).toBe(2501)
    expect(decisions[0]?.candidates).toHaveLength(10)
    expect(decisions[0]?.candidates[0]?.evidence).toContainEqual({
      field: 'candidates',
      level: 'one-of',
      user: '3000',
      employee: null,
      weight: 0,
    })
  })
})

test('users without name and address are unmatched, whoever the employees are', () => {
  const nameless = employee(1, '', { email: 'n/a' })

  expect(verdict(decide({ employees: [nameless], user: user() }))).toBe('unmatched no-candidate')
  expect(userId(1)).toBe('1')
})
