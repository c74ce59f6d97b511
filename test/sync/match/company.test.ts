import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { EmployeeId, PodfactoryUserId } from '../../../kernel/ids.ts'
import type { Candidate, MatchDecision } from '../../../sync/match/decision.ts'
import { matchPeople } from '../../../sync/match/match-people.ts'
import type { EmployeeRecord, Pin, UserRecord } from '../../../sync/match/people.ts'
import { defaultMatchSettings } from '../../../sync/match/settings.ts'
import { employee, employeeId, user, userId } from './people-builders.ts'

/**
 * What the rules of this version decide about one company, with every bit of the evidence. Stored decisions name the
 * version of rules and weights and are read by it years later: whoever changes a line here on purpose raises that version
 * (decision.ts, weights.ts), looks at each line that changed, and writes them anew with `vitest -u`.
 */
describe('the decisions about one company', () => {
  const employees = rows('employees').map(toEmployee)
  const users = rows('users').map(toUser)

  test('are those of this version', async () => {
    const decisions = match(employees, users)

    await expect(tell(decisions, users)).toMatchFileSnapshot('company/decisions.txt')
  })

  test('are those of this version where people have decided and mappings are stored', async () => {
    const pinned = new Map<PodfactoryUserId, Pin>()
    const existing = new Map<PodfactoryUserId, EmployeeId>()
    for (const [id = '', said = ''] of rows('said')) {
      for (const word of said.split(', ')) say(userId(id), word.split(' '), { pinned, existing })
    }

    const decisions = match(employees, users, { pinned, existing })

    const told = decisions.filter(({ userId: id }) => pinned.has(id) || existing.has(id))
    await expect(tell(told, users)).toMatchFileSnapshot('company/decisions-known.txt')
  })
})

describe('the decisions about a crowd', () => {
  const HALLS = ['Packing', 'Picking', 'Shipping', 'Labeling']
  const hall = (at: number) => HALLS[at % HALLS.length] ?? ''
  const many = <Item>(count: number, make: (at: number) => Item) =>
    Array.from({ length: count }, (_, at) => make(at))
  const employees = [
    ...many(40, (at) => employee(at + 1, 'James Smith', { department: hall(at) })),
    // Of the first letters of 530 given names `Q` is the last, and beyond what is looked at.
    ...many(530, (at) => employee(at + 101, `${at < 520 ? 'K' : 'Q'}given${letters(at)} Jones`)),
    ...many(33, (at) =>
      employee(at + 701, `Crowd${letters(at)} Provider`, { email: `c${at}@crowd.example` }),
    ),
    // Exactly as many as are looked at, and one domain where eight of nine have their company address.
    ...many(32, (at) =>
      employee(at + 801, `Full${letters(at)} Bucket`, { email: `full.${at}@full.example` }),
    ),
    ...many(9, (at) =>
      employee(at + 901, `Mira${letters(at)} Mirror`, { email: `mira.${at}@colorecommerce.us` }),
    ),
    employee(990, 'James Smith', { department: 'Heat Press' }),
    employee(991, 'Solo Smithson'),
  ]
  const users = [
    user({ fullName: 'James Smith', actions: ['Picking'] }, 1),
    user({ fullName: 'James Smith', actions: ['Pressing'] }, 2),
    user({ fullName: 'James Smith' }, 3),
    user({ fullName: 'James Smyth', actions: ['Pressing'] }, 4),
    user({ fullName: 'J Smith', actions: ['Pressing'] }, 5),
    user({ fullName: 'Qxlnor Jones' }, 6),
    user({ fullName: 'K Jones' }, 7),
    user({ fullName: 'Jones' }, 8),
    user({ fullName: 'Qgiventa Jones' }, 9),
    user({ fullName: 'Crowdac P', email: 'c22@crowd.example' }, 10),
    user({ fullName: 'Fullac B', email: 'full.22@full.example' }, 11),
    user({ fullName: 'Fullac', email: 'fulll.2@full.example' }, 12),
    user({ fullName: 'Solo Smith', actions: ['Pressing'] }, 13),
    ...many(9, (at) =>
      user(
        {
          fullName: `Mira${letters(at)} Mirror`,
          email: `${at < 8 ? `mira.${at}` : 'other'}@mirror.example`,
        },
        at + 20,
      ),
    ),
    user({ fullName: 'Mi Mirror', email: 'mira.3@mirror.example' }, 30),
    ...many(9, (at) =>
      user(
        {
          fullName: `Mira${letters(at)} Mirror`,
          email: `${at < 7 ? `mira.${at}` : 'other'}@loose.example`,
        },
        at + 40,
      ),
    ),
    ...many(7, (at) =>
      user({ fullName: `Mira${letters(at)} Mirror`, email: `mira.${at}@few.example` }, at + 60),
    ),
  ]

  test('are those of this version', async () => {
    const decisions = match(employees, users)

    await expect(tell(decisions, users)).toMatchFileSnapshot('company/decisions-crowd.txt')
  })
})

/** `aa`, `ab`, `ac`, and so on. */
function letters(at: number): string {
  const letter = (code: number) => String.fromCharCode(97 + (code % 26))
  return `${letter(Math.floor(at / 26))}${letter(at)}`
}

function match(
  employees: readonly EmployeeRecord[],
  users: readonly UserRecord[],
  known: {
    pinned: ReadonlyMap<PodfactoryUserId, Pin>
    existing: ReadonlyMap<PodfactoryUserId, EmployeeId>
  } = {
    pinned: new Map(),
    existing: new Map(),
  },
) {
  return matchPeople({ employees, users, settings: defaultMatchSettings, ...known })
}

function rows(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`company/${name}.txt`, import.meta.url), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
}

function toEmployee([
  id = '',
  name = '',
  email = '',
  department = '',
  more = '',
]: readonly string[]) {
  return employee(Number(id), name, {
    email: email === '' ? null : email,
    department: department === '' ? null : department,
    isActive: more !== 'inactive',
    previousNames: more.startsWith('was ') ? more.slice(4).split(', ') : [],
  })
}

function toUser([id = '', email = '', fullName = '', actions = '']: readonly string[]) {
  return user(
    {
      email: email === '' ? null : email,
      fullName: fullName === '' ? null : fullName,
      actions: actions === '' ? [] : actions.split(', '),
    },
    Number(id),
  )
}

function say(
  id: PodfactoryUserId,
  [kind, ...ids]: readonly string[],
  {
    pinned,
    existing,
  }: { pinned: Map<PodfactoryUserId, Pin>; existing: Map<PodfactoryUserId, EmployeeId> },
): void {
  const employeeIds = ids.map((one) => employeeId(Number(one)))
  const [first = employeeId(1)] = employeeIds
  const reason = 'as the foreman says'
  if (kind === 'stored') existing.set(id, first)
  if (kind === 'manual' || kind === 'special') pinned.set(id, { kind, employeeId: first, reason })
  if (kind === 'denied') pinned.set(id, { kind, employeeIds, reason })
  if (kind === 'nobody') pinned.set(id, { kind, reason })
}

function tell(decisions: readonly MatchDecision[], users: readonly UserRecord[]): string {
  const byId = new Map(users.map((one) => [one.id, one]))
  return decisions
    .map((decision) => {
      const written = byId.get(decision.userId)
      const who = [written?.fullName, written?.email, written?.actions.join(', ')]
      const by = decision.matchedBy === null ? '' : ` by ${decision.matchedBy}`
      const whom = decision.employeeId === null ? '' : ` ${decision.employeeId}${by}`
      return [
        `${decision.userId} ${who.map((text) => text || '-').join(' | ')}`,
        `  ${decision.outcome} ${decision.rule}${whom} ${decision.score}`,
        ...decision.candidates.map((one) => `    ${tellCandidate(one)}`),
        '',
      ].join('\n')
    })
    .join('\n')
}

function tellCandidate({ employeeId: id, score, evidence }: Candidate): string {
  const parts = evidence.map(({ weight, field, level, user: theirs, employee: ours, ...rest }) => {
    const keys = 'userKey' in rest ? ` (${rest.userKey} ~ ${rest.employeeKey})` : ''
    return `${field} ${level} ${weight} <${theirs ?? '-'} ~ ${ours ?? '-'}>${keys}`
  })
  return [`${id} ${score}`, ...parts].join('; ')
}
