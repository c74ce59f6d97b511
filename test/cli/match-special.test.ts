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
