import { describe, expect, test } from 'vitest'
import { readTruthCsv } from '../../../sync/source/read-truth-csv.ts'

function read(text: string): readonly (readonly [string, number | null])[] {
  return [...readTruthCsv({ name: 'truth.csv', bytes: new TextEncoder().encode(text) })]
}

describe('readTruthCsv', () => {
  test('reads who a user is, and nobody from an empty employee', () => {
    expect(read('podfactory_user_id,employee_id\n7,42\nu-8,\n')).toEqual([
      ['7', 42],
      ['u-8', null],
    ])
  })

  test.each([
    ['podfactory_user_id,employee_id\n7,x\n', /line 2: column "employee_id"/],
    ['podfactory_user_id,employee_id\n7,1\n7,2\n', /line 3: column "podfactory_user_id"/],
    ['podfactory_user_id\n7\n', /employee_id/],
  ])('refuses %j and says where', (text, problem) => {
    expect(() => read(text)).toThrow(problem)
  })
})
