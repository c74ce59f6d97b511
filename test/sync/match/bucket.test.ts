import { describe, expect, test } from 'vitest'
import { allOf, BUCKET_LIMIT, sizeOf, takeFrom } from '../../../sync/match/bucket.ts'
import { buildEmployeeIndex } from '../../../sync/match/employee-index.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee } from './people-builders.ts'

/** Everybody called John Doe, of these departments in turn. */
function crowd(departments: readonly (string | null)[]) {
  const people = departments.map((department, at) => employee(at + 1, 'John Doe', { department }))
  return buildEmployeeIndex(people, defaultMatchSettings).bySortedKey.get('doe john')
}

const ids = (taken: ReturnType<typeof takeFrom>) => taken.map(({ record }) => record.id)
const times = (count: number, department: string | null) =>
  Array.from({ length: count }, () => department)

describe('employees who share a key', () => {
  test('are counted and listed, one or several or none', () => {
    for (const count of [0, 1, 2, 5]) {
      const bucket = crowd(times(count, 'Packing'))

      expect(sizeOf(bucket)).toBe(count)
      expect(allOf(bucket)).toHaveLength(count)
    }
  })

  test('are all looked at while they are few', () => {
    const few = crowd([...times(BUCKET_LIMIT - 1, 'Packing'), 'Picking'])

    expect(ids(takeFrom(few, ['picking']))).toEqual(ids(allOf(few)))
  })

  test('are cut to about the limit when they are a crowd, the same ones each time', () => {
    const many = crowd(times(500, 'Packing'))

    expect(ids(takeFrom(many, []))).toEqual(ids(allOf(many)).slice(0, BUCKET_LIMIT))
    // Ten for the department that is asked for, and the first ones, who are the same here.
    expect(ids(takeFrom(many, ['packing']))).toEqual(ids(allOf(many)).slice(0, BUCKET_LIMIT - 10))
    expect(takeFrom(many, ['packing'])).toEqual(takeFrom(many, ['packing']))
  })

  test('of the department in question, and those without one, come first', () => {
    const many = crowd([...times(100, 'Packing'), ...times(40, 'Picking'), ...times(40, null)])

    const taken = ids(takeFrom(many, ['picking']))

    expect(taken.slice(0, 10)).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109, 110])
    expect(taken.slice(10, 20)).toEqual([141, 142, 143, 144, 145, 146, 147, 148, 149, 150])
    expect(taken.slice(20)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  test('are never cut so that one of a department looks like the only one', () => {
    const departments = Array.from({ length: 60 }, (_, at) => `Hall ${at % 30}`)
    const asked = Array.from({ length: 30 }, (_, at) => `hall ${at}`)

    expect(takeFrom(crowd(departments), asked)).toHaveLength(60)
  })
})
