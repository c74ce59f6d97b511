import { describe, expect, test } from 'vitest'
import { candidateIds, decide, employee, user, verdict } from './people-builders.ts'

const ANA = employee(1, 'Ana Gil', { email: 'ana.gil@colorecommerce.us' })
const EVA = employee(2, 'Eva Ruiz')
const NAMESAKE = employee(3, 'Ana Gil')
const LONGER = employee(4, 'Ana María Gil')
const everybody = [ANA, EVA, NAMESAKE, LONGER]

describe('a stored mapping', () => {
  test.each([
    ['its own rule wins', 'ana.gil@colorecommerce.us', 'Ana Gil', 1, 'matched email-exact 1 email'],
    ['the user has lost his name', null, null, 2, 'matched existing-mapping 2 name'],
    ['one name changed and nobody fits', null, 'Eva Zorn', 2, 'matched existing-mapping 2 name'],
    ['the user has another name altogether', null, 'Zed Zorn', 2, 'review existing-conflict null'],
    ['the name is of a few others', null, 'Ana', 2, 'review existing-conflict null'],
    ['namesakes cannot be told apart', null, 'Ana Gil', 3, 'matched existing-mapping 3 name'],
    ['his name is a longer one', null, 'Ana Gil', 4, 'matched existing-mapping 4 name'],
    [
      'the owner of the address was renamed',
      'ana.gil@colorecommerce.us',
      'Ana Soto',
      1,
      'matched existing-mapping 1 email',
    ],
    [
      'the address is his and the name a stranger’s',
      'ana.gil@colorecommerce.us',
      'Zed Zorn',
      1,
      'review existing-conflict null',
    ],
    [
      'the address is another one’s',
      'ana.gil@colorecommerce.us',
      'Eva Ruiz',
      2,
      'review existing-conflict null',
    ],
    [
      'the user is called like a place',
      'ana.gil@colorecommerce.us',
      'Heat Press 3',
      1,
      'review existing-conflict null',
    ],
    ['it is a station’s account', null, 'Heat Press 3', 2, 'review existing-conflict null'],
    ['others bear the very name', null, 'Ana Gil', 2, 'review existing-conflict null'],
  ])('when %s', (_, email, fullName, existing, expected) => {
    const decision = decide({ employees: everybody, user: user({ email, fullName }), existing })

    expect(`${verdict(decision)} ${decision.matchedBy}`).toBe(expected)
    expect(candidateIds(decision)[0]).toBe(existing)
  })

  test('is shown before those who fit better, each once', () => {
    const asked = user({ fullName: 'Ana Gil' })

    expect(candidateIds(decide({ employees: everybody, user: asked, existing: 2 }))).toEqual(
      expect.arrayContaining([2, 1, 3]),
    )
    const ids = candidateIds(decide({ employees: everybody, user: asked, existing: 3 }))
    expect(ids[0]).toBe(3)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('counts with the others when there are more than are listed', () => {
    const crowd = Array.from({ length: 12 }, (_, at) => employee(at + 10, 'Ana Gil'))
    const asked = user({ fullName: 'Ana Gil' })
    const countIn = (existing: number) =>
      decide({ employees: [EVA, ...crowd], user: asked, existing }).candidates[0]?.evidence.find(
        ({ field }) => field === 'candidates',
      )?.user

    expect(countIn(2)).toBe('13')
    expect(countIn(10)).toBe('12')
  })
})
