import { describe, expect, test } from 'vitest'
import { madeUpRoster } from '../../../bench/quality/made-up-rosters.ts'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import { calibrate } from '../../../sync/match/calibrate.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { linksNeeded, wrongShareAtMost } from '../../../sync/match/wrong-share.ts'
import { employeeId, userId } from './people-builders.ts'

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
