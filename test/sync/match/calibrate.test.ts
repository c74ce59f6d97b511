import { describe, expect, test } from 'vitest'
import { madeUpRoster } from '../../../bench/quality/made-up-rosters.ts'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import { calibrate } from '../../../sync/match/calibrate.ts'
import type { UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { linksNeeded, wrongShareAtMost } from '../../../sync/match/wrong-share.ts'
import { employee, employeeId, user, userId } from './people-builders.ts'

describe('the bound of wrong links', () => {
  test.each([
    [0, 3000, 0.000998],
    [1, 1000, 0.004735],
    [5, 500, 0.020908],
    [0, 0, 1],
    [3, 3, 1],
  ])('%i wrong of %i: at most %f', (wrong, links, expected) => {
    expect(wrongShareAtMost(wrong, links)).toBeCloseTo(expected, 5)
  })

  test('one in a thousand takes about three thousand right links', () => {
    expect(linksNeeded(1 / 1000)).toBe(2995)
    expect(wrongShareAtMost(0, 2995)).toBeLessThanOrEqual(1 / 1000)
    expect(wrongShareAtMost(0, 2990)).toBeGreaterThan(1 / 1000)
  })
})

describe('calibrate', () => {
  const { employees, users, truth } = madeUpRoster(11, 300).load()
  const known = new Map<PodfactoryUserId, EmployeeId | null>(
    [...truth].map(([id, { employeeId: real }]) => [
      userId(id),
      real === null ? null : employeeId(real),
    ]),
  )
  const run = (wrongShareMax: number, labels = known) =>
    calibrate({ employees, users, truth: labels, settings: defaultMatchSettings, wrongShareMax })

  test('links fewer people the higher the threshold, and chooses the lowest that keeps the promise', () => {
    const { points, chosen } = run(1 / 50)
    const links = points.map((point) => point.links)

    expect(links).toEqual(links.toSorted((a, b) => b - a))
    expect(links.at(-1)).toBeLessThan(links[0] ?? 0)
    const from = points.findIndex((point) => point === chosen)
    expect(points.slice(from).every((point) => point.wrongShareAtMost <= 1 / 50)).toBe(true)
    expect((points[from - 1]?.wrongShareAtMost ?? 1) > 1 / 50).toBe(true)
  })

  test('chooses nothing where the data are too few to prove the promise', () => {
    expect(run(1 / 1000)).toMatchObject({ chosen: null, linksNeeded: 2995 })
  })

  test('counts people, links and reviews at every threshold up to the highest', () => {
    const { points } = run(1 / 50)
    const people = [...known.values()].filter((employee) => employee !== null).length

    expect(points.map(({ linkBitsMin }) => linkBitsMin)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    ])
    expect(new Set(points.map((point) => point.people))).toEqual(new Set([people]))
    for (const { links, reviews } of points) expect(links + reviews).toBeLessThanOrEqual(known.size)
    const [first, last] = [points[0], points.at(-1)]
    // Whoever is not linked any more waits for a person.
    expect((last?.reviews ?? 0) - (first?.reviews ?? 0)).toBe(
      (first?.links ?? 0) - (last?.links ?? 0),
    )
  })

  test('counts labelled users only, and every wrong link among them', () => {
    const wrong = new Map([...known].slice(0, 20).map(([id]) => [id, null]))
    const [lowest] = run(1 / 50, wrong).points

    expect(lowest?.links).toBeGreaterThan(10)
    expect(lowest).toMatchObject({ people: 0, wrong: lowest?.links })
  })
})

describe('calibrate, on people of whom everything is known', () => {
  const letters = 'bcdfghjklm'
  const nameOf = (id: number) =>
    `Ana ${letters[id % 10]}o${letters[Math.floor(id / 10) % 10]}${'aeiou'[Math.floor(id / 100)]}z`
  const ids = Array.from({ length: 400 }, (_, at) => at + 1)
  const staff = ids.map((id) =>
    employee(id, nameOf(id), { email: `p${id}@colorecommerce.us`, department: 'Packing' }),
  )
  const byName = ids.map((id) => user({ fullName: nameOf(id) }, id))
  const byAddress = ids.map((id) =>
    user({ fullName: nameOf(id), email: `p${id}.hp@colorecommerce.us` }, id),
  )
  const right = new Map<PodfactoryUserId, EmployeeId | null>(
    ids.map((id) => [userId(id), employeeId(id)]),
  )
  const measure = (users: readonly UserRecord[], truth = right, wrongShareMax = 1 / 100) =>
    calibrate({ employees: staff, users, truth, settings: defaultMatchSettings, wrongShareMax })

  test('chooses the lowest threshold that keeps the promise, though the highest leave too few links', () => {
    const { chosen, points } = measure(byName)

    expect(chosen).toMatchObject({ linkBitsMin: 0, links: 400, governed: 400, wrong: 0 })
    expect(chosen?.interval[0]).toBeCloseTo(0.9905, 4)
    expect(chosen?.interval[1]).toBe(1)
    expect(points.at(-1)).toMatchObject({ links: 0, governed: 0, reviews: 400, interval: [0, 1] })
  })

  test('chooses none where the links are too few for the promise', () => {
    const { chosen, points } = measure(byName, new Map([...right].slice(0, 350)), 1 / 120)

    expect(points[0]).toMatchObject({ links: 350, wrong: 0 })
    expect(chosen).toBeNull()
  })

  test('chooses none where every link is by an address, which rests on no threshold', () => {
    const { chosen, points } = measure(byAddress)

    expect(points.map(({ links, governed }) => [links, governed])).toEqual(
      Array.from({ length: 15 }, () => [400, 0]),
    )
    expect(points[0]?.wrongShareAtMost).toBeLessThan(1 / 100)
    expect(chosen).toBeNull()
  })

  test('lists every wrong link, and counts labels of strangers', () => {
    const truth = new Map(right)
    truth.set(userId(7), employeeId(8)).set(userId(8), null).set(userId(9), employeeId(999))
    truth
      .set(userId(5000), employeeId(1))
      .set(userId(5001), null)
      .set(userId(5002), employeeId(998))
    const calibration = measure(byName, truth)

    expect(calibration).toMatchObject({ unknownUsers: 3, unknownEmployees: 1 })
    expect(calibration.points[0]?.wrongLinks).toEqual([
      { userId: '7', linked: 7, really: 8, rule: 'name-exact' },
      { userId: '8', linked: 8, really: null, rule: 'name-exact' },
      { userId: '9', linked: 9, really: 999, rule: 'name-exact' },
    ])
    expect(measure(byName)).toMatchObject({ unknownUsers: 0, unknownEmployees: 0 })
  })

  test('tells how many thresholds have been tried', () => {
    const told: string[] = []
    calibrate({
      employees: staff.slice(0, 3),
      users: byName.slice(0, 3),
      truth: right,
      settings: defaultMatchSettings,
      wrongShareMax: 1 / 100,
      onProgress: (done, total) => told.push(`${done}/${total}`),
    })

    expect(told).toEqual(Array.from({ length: 15 }, (_, at) => `${at}/15`))
  })
})
