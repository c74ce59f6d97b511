import { describe, expect, test } from 'vitest'
import type { MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { EmployeeRecord, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee, user, verdict } from './people-builders.ts'

const DOMAIN = 'colorecommerce.us'
const GIVEN = 'Alma Bruno Celia Dario Elvira Fabio Gilda Homero Irma Justo'.split(' ')
const FAMILY = 'Quiroga Zamudio Ferrer Ibarra Kessler Novak Osorio Pineda Tapia Urbina'.split(' ')

/** A hundred people with a company address each, Alma Quiroga being number 1. */
const crowd = GIVEN.flatMap((given, a) =>
  FAMILY.map((family, b) => {
    const email = `${given}.${family}@${DOMAIN}`.toLowerCase()
    return employee(a * 10 + b + 1, `${given} ${family}`, { email, department: 'Packing' })
  }),
)

function match(employees: readonly EmployeeRecord[], users: readonly UserRecord[]) {
  const settings = defaultMatchSettings
  return matchPeople({ employees, users, pinned: new Map(), existing: new Map(), settings })
}

function last(decisions: readonly MatchDecision[]): string {
  const decision = decisions.at(-1)
  if (decision === undefined) throw new TypeError('no decision')
  return verdict(decision)
}

describe('users who contradict each other', () => {
  const owner = employee(1, 'Ana María Gil', { email: `ana.gil@${DOMAIN}`, department: 'Packing' })

  test('are not both the employee: the one with more evidence keeps the link', () => {
    const users = [
      user({ fullName: 'Ana Gil', email: `ana.gil@${DOMAIN}`, actions: ['Packing'] }, 1),
      user({ fullName: 'María Gil', email: `ana.gil.pack@${DOMAIN}` }, 2),
    ]

    expect(match([owner], users).map(verdict)).toEqual([
      'matched email-exact 1',
      'review users-contradict',
    ])
    expect(match([owner], users.toReversed()).map(verdict)).toEqual([
      'review users-contradict',
      'matched email-exact 1',
    ])
  })

  test('are both the employee when one name only shortens the other', () => {
    const users = [
      user({ fullName: 'Ana María Gil', email: `ana.gil@${DOMAIN}` }, 1),
      user({ fullName: 'Ana Gil', email: `ana.gil.pack@${DOMAIN}` }, 2),
    ]

    expect(match([owner], users).map(({ employeeId }) => employeeId)).toEqual([1, 1])
  })

  test('of equal evidence: the one with the lower id keeps the link, whatever the order', () => {
    const asked = (fullName: string, id: number) =>
      user({ fullName, email: `ana.gil@${DOMAIN}`, actions: ['Packing'] }, id)
    const users = [asked('María Gil', 1), asked('Ana Gil', 2), asked('Ana María Gil', 3)]
    const apart = [user({ fullName: 'Unterberger Kyle' }, 4), ...users]

    const told = (all: readonly UserRecord[]) =>
      match([owner], all)
        .toSorted((a, b) => (a.userId < b.userId ? -1 : 1))
        .map(verdict)

    for (const all of [apart, apart.toReversed()]) {
      expect(told(all)).toEqual([
        'review users-contradict',
        'matched email-exact 1',
        'matched email-exact 1',
        'unmatched no-candidate',
      ])
    }
  })

  test('are held against each other by initials, beginnings and slips as well', () => {
    const asked = (fullName: string, id: number) =>
      user({ fullName, email: `ana.gil@${DOMAIN}`, actions: ['Packing'] }, id)
    for (const other of ['M. Gil', 'Mar Gil', 'María Gill', 'Marai Gil']) {
      const [first, second] = match([owner], [asked('Ana Gil', 1), asked(other, 2)])

      expect(new Set([first?.rule, second?.rule])).toEqual(
        new Set(['email-exact', 'users-contradict']),
      )
    }
  })

  test('may both be the employee when one of them gives no name, or shortens an earlier one', () => {
    const renamed = employee(1, 'Ana María Gil', {
      email: `ana.gil@${DOMAIN}`,
      previousNames: ['Ana María Roca'],
    })
    const users = [
      user({ fullName: 'Ana Gil', email: `ana.gil@${DOMAIN}` }, 1),
      user({ email: `ana.gil.pack@${DOMAIN}` }, 2),
      user({ fullName: 'María Roca', email: `ana.gil.pick@${DOMAIN}` }, 3),
      user({ fullName: 'ANA MARIA GIL', email: `ana.gil.hp@${DOMAIN}` }, 4),
    ]

    expect(match([renamed], users).map(({ employeeId }) => employeeId)).toEqual([1, 1, 1, 1])
    expect(match([renamed], users.toReversed()).map(({ employeeId }) => employeeId)).toEqual([
      1, 1, 1, 1,
    ])
  })
})

describe('namesakes', () => {
  const packer = employee(1, 'John Doe', { email: `john.doe@${DOMAIN}`, department: 'Packing' })
  const picker = employee(2, 'John Doe', { email: `john.doe2@${DOMAIN}`, department: 'Picking' })
  const asked = (number: string, action: string, id: number) =>
    user({ fullName: 'John Doe', email: `john.doe${number}@${DOMAIN}`, actions: [action] }, id)

  test('whose users work in each other’s place wait for a person', () => {
    const users = [asked('', 'Picking', 1), asked('2', 'Packing', 2)]

    expect(match([packer, picker], users).map(verdict)).toEqual([
      'review users-contradict',
      'review users-contradict',
    ])
  })

  test('wait when all users of both are in each other’s place, and not when one of them is in his own', () => {
    const swapped = [
      asked('', 'Picking', 1),
      asked('+a', 'Picking', 2),
      asked('2', 'Packing', 3),
      asked('2+a', 'Packing', 4),
    ]
    const own = [...swapped, asked('+b', 'Packing', 5)]

    expect(new Set(match([packer, picker], swapped).map(verdict))).toEqual(
      new Set(['review users-contradict']),
    )
    expect(match([packer, picker], own).map(({ rule }) => rule)).not.toContain('users-contradict')
  })

  test('keep their addresses when only one of them helps elsewhere', () => {
    const users = [asked('', 'Picking', 1), asked('2', 'Picking', 2)]

    expect(match([packer, picker], users).map(({ employeeId }) => employeeId)).toEqual([1, 2])
  })
})

describe('a domain where people have the local part of their company address', () => {
  const namesake = employee(501, 'Alma Quiroga', {
    email: `alma.quiroga2@${DOMAIN}`,
    department: 'Packing',
  })
  const vendor = crowd
    .slice(10, 30)
    .map(({ name, email }, at) =>
      user({ fullName: name, email: email?.replace(DOMAIN, 'vendor.example') ?? null }, at + 1),
    )
  const asked = user(
    { fullName: 'Alma Quiroga', email: 'alma.quiroga2@vendor.example', actions: ['Packing'] },
    900,
  )

  test('tells namesakes apart by it', () => {
    expect(last(match([...crowd, namesake], [...vendor, asked]))).toBe('matched email-mirrored 501')
  })

  test('is not trusted before enough people were seen on it', () => {
    expect(last(match([...crowd, namesake], [...vendor.slice(0, 5), asked]))).toBe(
      'review name-ambiguous',
    )
  })
})

describe('how common a name is', () => {
  test('counts: words that nobody else bears weigh more than words of many', () => {
    const rare = employee(900, 'Xenia Dvorak')
    const users = [user({ fullName: 'Xenia Dvorak' }, 1), user({ fullName: 'Alma Zamudio' }, 2)]
    const weights = match([...crowd, rare], users).map(
      ({ candidates }) => candidates[0]?.evidence.find(({ field }) => field === 'name')?.weight,
    )

    expect(weights[0]).toBeGreaterThan((weights[1] ?? 0) + 3)
  })
})

describe('private addresses', () => {
  const owner = employee(700, 'Evie Dean', { email: 'evied56@harris-bailey.example' })

  test('may be a slip apart', () => {
    const asked = user({ fullName: 'Evie', email: 'evihd56@harris-bailey.example' })

    expect(last(match([...crowd, owner], [asked]))).toBe('matched email-similar 700')
  })

  test('that are a slip apart do not link another name', () => {
    const asked = user({ fullName: 'Oscar Dean', email: 'evihd56@harris-bailey.example' })

    expect(last(match([...crowd, owner], [asked]))).toContain('review')
  })

  test('tell nothing when the user’s own name explains the difference', () => {
    const maria = employee(701, 'Maria Lopez', { email: 'maria.lopez@lopez.example' })
    const asked = user({ fullName: 'Mario Lopez', email: 'mario.lopez@lopez.example' })

    expect(last(match([...crowd, maria], [asked]))).toBe('review name-approximate')
  })

  test('tell nothing at a provider, and never complete an initial', () => {
    const provider = crowd.map((one, at) => ({ ...one, email: `${at}.someone@mail.example` }))
    const sam = employee(702, 'Samuel Lee', { email: 'sam.lee.1@mail.example' })
    const own = { ...sam, email: 'sam.lee.1@lee.example' }
    const asked = (email: string) => user({ fullName: 'S. Lee', email })

    expect(last(match([...provider, sam], [asked('san.lee.1@mail.example')]))).toContain('review')
    expect(last(match([...crowd, own], [asked('san.lee.1@lee.example')]))).toContain('review')
  })

  test('count against a name when they differ', () => {
    const scores = [null, 'zzz99@elsewhere.example'].map(
      (email) => match([...crowd, owner], [user({ fullName: 'Evie Dean', email })])[0]?.score,
    )

    expect(scores[0]).toBeGreaterThan(scores[1] ?? 1)
  })
})
