import { expect, test } from 'vitest'
import { loadPodfactory } from '../../../sandbox/podfactory/load-podfactory.ts'
import { podfactorySchema } from '../../../sandbox/podfactory/schema.ts'
import { insertStatements } from '../../../sandbox/podfactory/statement.ts'

test('makes statements of at most 500 rows with one value per placeholder, in order', () => {
  const rows = Array.from({ length: 1001 }, (_, index) => [index, `row ${index}`])

  const statements = insertStatements('t', ['a', 'b'], rows)

  expect(statements.map(({ params }) => params.length)).toEqual([1000, 1000, 2])
  expect(statements.flatMap(({ params }) => params)).toEqual(rows.flat())
  for (const { sql, params } of statements) expect(sql.split('?').length - 1).toBe(params.length)
})

test('makes no statement for no rows', () => {
  expect(insertStatements('t', ['a'], [])).toEqual([])
})

test('never puts a value into the SQL', () => {
  const [statement] = loadPodfactory(
    {
      podfactoryUsers: [
        { id: 1001, email: '', fullName: "x'); DROP", userRole: 'operator', actions: ['A', 'B'] },
      ],
      activities: [],
    },
    { updatedAt: new Date('2026-01-05T01:02:03.004Z') },
  )

  expect(statement?.sql).not.toContain('DROP')
  expect(statement?.params).toEqual([
    1001,
    null,
    "x'); DROP",
    'operator',
    'A,B',
    '2026-01-05 01:02:03.004',
  ])
})

test.each(['', 'a`b', 'a b', 'x'.repeat(65)])('refuses the schema name %j', (name) => {
  expect(() => podfactorySchema(name)).toThrow(TypeError)
})
