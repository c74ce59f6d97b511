import { expect, it } from 'vitest'
import { matchFiles } from '../../cli/commands/match.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'

const file = (name: string, ...lines: readonly string[]) => ({
  name,
  bytes: Buffer.from(lines.join('\n')),
})

it('a special mapping from a file wins over what the rules would say, with its reason as evidence', () => {
  const pieces = matchFiles({
    employees: file(
      'employees.csv',
      'id,name,email',
      '1,John Doe,john.doe@colorecommerce.us',
      '2,Ann Lee,',
    ),
    users: file('users.csv', 'id,email,full_name', '7,john.doe@colorecommerce.us,John Doe'),
    activities: null,
    specialMappings: file('s.csv', 'podfactory_user_id,employee_id,reason', '7,2,seasonal'),
    settings: defaultMatchSettings,
    format: 'json',
  })
  const text = [...pieces].join('')

  expect(JSON.parse(text)).toMatchObject({
    podfactory_user_id: 7,
    outcome: 'matched',
    employee_id: 2,
    matched_by: 'manual',
    rule: 'special-mapping',
  })
  expect(text).toContain('seasonal')
})

it.each([
  ['nobody with a name', 'id,name\n1,\n', 'id,full_name\n7,Ann\n', /No employee has a name/],
  ['users without any', 'id,name\n1,Ann\n', 'id,email\n7,\n', /No user has a name/],
  ['a pair with nobody', 'id,name\n2,Ann\n', 'id,email\n7,a@b.us\n', /^1 special mappings name/],
  ['a pair of a stranger', 'id,name\n1,Ann\n', 'id,full_name\n8,Ann\n', /^1 special mappings/],
])('notes %s', (_what, employees, users, expected) => {
  const notes: string[] = []
  matchFiles({
    employees: file('e.csv', employees),
    users: file('u.csv', users),
    activities: null,
    specialMappings: file('s.csv', 'podfactory_user_id,employee_id,reason', '7,1,seasonal'),
    settings: defaultMatchSettings,
    format: 'table',
    onNote: (note) => notes.push(note),
  })

  expect(notes).toEqual([expect.stringMatching(expected)])
})
