import { describe, expect, test } from 'vitest'
import { matchCommand, matchFiles } from '../../cli/commands/match.ts'
import { EXIT } from '../../cli/exit-codes.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'
import { calibrateFiles } from '../../cli/commands/match-calibrate.ts'
import type { CsvFile } from '../../sync/source/read-csv.ts'

const EMPLOYEES = `id,name,email,department,role_code,is_active,previous_names
42,John Doe,john.doe@colorecommerce.us,Heat Press,associate,1,
43,John Doe,john.doe2@colorecommerce.us,Labeling,associate,1,
`
const USERS = `id,email,full_name,user_role,actions
1234,john.doe.hp@colorecommerce.us,John Doe,operator,In Production
u-5,,John Doe,,
9,,Heat Press 3,,
`

/** What the first user is compared by, as it is printed. */
const JOHN_BY_SUFFIX = {
  employee_id: 42,
  score: 1,
  evidence: [
    {
      field: 'email',
      level: 'suffix',
      user: 'john.doe.hp@colorecommerce.us',
      employee: 'john.doe@colorecommerce.us',
      weight: 15,
    },
    {
      field: 'name',
      level: 'exact',
      user: 'John Doe',
      employee: 'John Doe',
      userKey: 'john doe',
      employeeKey: 'john doe',
      weight: 9.25,
    },
    {
      field: 'department',
      level: 'agrees',
      user: 'action: heat press; suffix: heat press',
      employee: 'heat press',
      weight: 2,
    },
    { field: 'prior', level: 'rules 4, weights 1', user: null, employee: null, weight: -3.25 },
  ],
}

function file(name: string, text: string): CsvFile {
  return { name, bytes: new TextEncoder().encode(text) }
}

function run(changes: { activities?: string; format?: 'json' | 'table'; domains?: string[] } = {}) {
  const { activities, format = 'json', domains = ['colorecommerce.us'] } = changes
  const pieces = matchFiles({
    employees: file('employees.csv', EMPLOYEES),
    users: file('users.csv', USERS),
    activities: activities === undefined ? null : file('activities.csv', activities),
    settings: { ...defaultMatchSettings, companyDomains: domains },
    format,
  })
  return [...pieces].join('')
}

function lines(text: string): readonly Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('podlink match', () => {
  test('prints one JSON object per user in input order, with exactly the agreed fields', () => {
    const printed = lines(run())

    expect(
      printed.map((one) => [one['podfactory_user_id'], one['outcome'], one['employee_id']]),
    ).toEqual([
      [1234, 'matched', 42],
      ['u-5', 'review', null],
      [9, 'unmatched', null],
    ])
    expect(Object.keys(printed[0] ?? {})).toEqual([
      'podfactory_user_id',
      'outcome',
      'employee_id',
      'matched_by',
      'rule',
      'score',
      'candidates',
    ])
    expect(printed[0]).toMatchObject({
      matched_by: 'email',
      rule: 'email-suffix',
      score: 1,
    })
    expect(printed[0]?.['candidates']).toEqual([JOHN_BY_SUFFIX])
  })

  test('takes activities as evidence of the department', () => {
    const activities = 'podfactory_user_id,action\nu-5,Labeling\nu-5,Labeling\nu-5,Picking\n'

    expect(lines(run({ activities }))[1]).toMatchObject({
      outcome: 'matched',
      employee_id: 43,
      rule: 'name-department',
    })
  })

  test('removes suffixes on the given company domains only', () => {
    const [first] = lines(run({ domains: ['elsewhere.example'] }))

    expect(first).toMatchObject({ rule: 'name-department', matched_by: 'name' })
  })

  test('shows people the counts, the rules and who waits for them', () => {
    const text = run({ format: 'table' })

    expect(text).toContain('3 users')
    expect(text).toMatch(/matched +email-suffix +1/)
    expect(text).toMatch(/u-5 +John Doe +name-ambiguous.*#43 John Doe +1/)
    expect(text).not.toMatch(/^9 /m)
  })

  test('prints a large company in pieces of whole lines, and tells how far it has come', () => {
    const ids = Array.from({ length: 2_500 }, (_, at) => at + 1)
    const steps: string[] = []
    const pieces = [
      ...matchFiles({
        employees: file('e.csv', EMPLOYEES),
        users: file('u.csv', `id,email\n${ids.join(',\n')},\n`),
        activities: null,
        settings: defaultMatchSettings,
        format: 'json',
        onProgress: ({ stage, done, total }) => steps.push(`${stage} ${done}/${total}`),
      }),
    ]

    expect(pieces.map((piece) => lines(piece).length)).toEqual([1_000, 1_000, 500])
    expect(lines(pieces.join('')).map((one) => one['podfactory_user_id'])).toEqual(ids)
    expect(steps).toEqual([
      'reading 0/null',
      'indexing 0/null',
      ...['comparing', 'deciding'].flatMap((stage) =>
        [0, 1_000, 2_000].map((done) => `${stage} ${done}/2500`),
      ),
    ])
  })

  test('escapes in JSON what steers a terminal, and cuts no character of a table in two', () => {
    const steering = 'Ann\u009b31m\u202e\u2028\u007f Lee'
    const long = `${'x'.repeat(46)}😀😀`
    const given = (format: 'json' | 'table', name: string) => [
      ...matchFiles({
        employees: file('e.csv', 'id,name\n1,Ann Lee\n2,Ann Lee\n'),
        users: file('u.csv', `id,full_name,email\n5,"${name}",\n6,Ann Lee,${long}\n`),
        activities: null,
        settings: defaultMatchSettings,
        format,
      }),
    ]

    expect(lines(given('json', steering).join(''))[0]?.['outcome']).toBe('review')
    expect(given('json', steering).join('')).toContain('Ann\\u009b31m\\u202e\\u2028\\u007f Lee')
    expect(given('table', steering).join('')).not.toMatch(/[\u0080-\u009f\u2028\u202e]/)
    expect(given('table', steering).join('')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
    expect(given('table', steering).join('')).toContain(`${'x'.repeat(46)}…`)
  })

  test('prints nothing for no users', () => {
    const none = matchFiles({
      employees: file('e.csv', EMPLOYEES),
      users: file('u.csv', 'id,full_name\n'),
      activities: null,
      settings: defaultMatchSettings,
      format: 'json',
    })

    expect([...none]).toEqual([])
  })

  test('calibrates from labelled users, and says when they are too few', () => {
    const steps: string[] = []
    const calibrated = (promise: number, isJson: boolean) =>
      calibrateFiles({
        employees: file('employees.csv', EMPLOYEES),
        users: file('users.csv', USERS),
        activities: null,
        truth: file('truth.csv', 'podfactory_user_id,employee_id\n1234,42\n9,\n'),
        promise,
        settings: defaultMatchSettings,
        isJson,
        onProgress: ({ stage, done, total }) => steps.push(`${stage} ${done}/${total}`),
      })

    expect(calibrated(1000, false)).toMatch(/Too little data.*1 right links.*2995/)
    expect(steps.at(-1)).toBe('trying thresholds 14/15')
    expect(JSON.parse(calibrated(1000, true))).toMatchObject({ promise: 1000, chosen: null })
  })

  describe('what calibrate says of labels', () => {
    const people = Array.from({ length: 400 }, (_, at) => at + 1)
    const name = (id: number) =>
      `Ana ${'bcdfghjklm'[id % 10]}o${'bcdfghjklm'[Math.floor(id / 10) % 10]}${'aeiou'[Math.floor(id / 100)]}z`
    const employees = people.map((id) => `${id},${name(id)},p${id}@colorecommerce.us`)
    const calibrated = (users: readonly string[], truth: readonly string[], promise = 100) =>
      calibrateFiles({
        employees: file('e.csv', `id,name,email\n${employees.join('\n')}\n`),
        users: file('u.csv', `id,full_name,email\n${users.join('\n')}\n`),
        activities: null,
        truth: file('t.csv', `podfactory_user_id,employee_id\n${truth.join('\n')}\n`),
        promise,
        settings: defaultMatchSettings,
        isJson: false,
      })
    const byAddress = people.map((id) => `${id},${name(id)},p${id}@colorecommerce.us`)
    const byName = people.map((id) => `${id},${name(id)},`)
    const right = people.map((id) => `${id},${id}`)

    test('names the threshold, with the precision and its interval', () => {
      const text = calibrated(byName, right)

      expect(text).toContain('Threshold 0 keeps one in 100')
      expect(text).toMatch(/^0 +400 +400 +0 +1\.0000 +0\.9905 to 1\.0000 +134 +1\.0000 +0$/m)
    })

    test('chooses none where no link rests on the threshold', () => {
      expect(calibrated(byAddress, right)).toContain('say nothing about the threshold')
    })

    test('lists the wrong links, whose they are and by which rule', () => {
      const text = calibrated(byName, right.with(6, '7,8').with(7, '8,'), 120)

      expect(text).toContain('No threshold')
      expect(text).toMatch(/^7 +#7 +#8 +name-exact$/m)
      expect(text).toMatch(/^8 +#8 +nobody +name-exact$/m)
    })

    test('says when they contradict nearly everything, and counts those of strangers', () => {
      const shifted = people.map((id) => `${id},${(id % 400) + 1}`)

      expect(calibrated(byName, shifted)).toContain('The labels contradict most links.')
      expect(calibrated(byName, shifted)).toContain('… and 380 more')
      const text = calibrated(byName, [...right.with(0, '1,999'), '5000,1', '5001,'])
      expect(text).toContain('2 labels are of users who are not in the file')
      expect(text).toContain('1 labels name employees who are not in the file')
    })
  })

  test('has a help text with an example', () => {
    let help = ''
    matchCommand({ env: {}, exitCode: EXIT.done })
      .configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp()

    expect(help).toContain('podlink match --employees employees.csv --users users.csv')
  })
})
