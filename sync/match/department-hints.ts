import type { DepartmentLevel, Evidence } from './decision.ts'
import { foldWords } from './fold-text.ts'
import type { NormalizedEmail } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { UserRecord } from './people.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Departments that one source of hints speaks for. */
export type DepartmentHint = {
  readonly source: 'action' | 'name tag' | 'suffix'
  readonly departments: readonly string[]
}

/** Compared form of a department: folded words; null when nothing is left. */
export function departmentKey(department: string | null): string | null {
  const key = foldWords(department ?? '').join(' ')
  return key === '' ? null : key
}

/**
 * What a user's actions, name tag and station suffix say about his department, one hint per source that says anything.
 * Of the actions the most frequent count; several when equally frequent.
 */
export function departmentHints(input: {
  user: UserRecord
  name: NormalizedName | null
  email: NormalizedEmail | null
  vocabulary: Vocabulary
}): readonly DepartmentHint[] {
  const { user, name, email, vocabulary } = input
  const hints: DepartmentHint[] = []
  const done = mostFrequent(user.actions, vocabulary.actionDepartments)
  if (done.length > 0) hints.push({ source: 'action', departments: done })
  const tagged = lookUp(vocabulary.tagDepartments, name === null ? '' : name.tags.join(' '))
  if (tagged !== null) hints.push({ source: 'name tag', departments: [tagged] })
  const suffix = email?.readings.find((reading) => reading.suffix !== null)?.suffix ?? ''
  const stationed = lookUp(vocabulary.suffixDepartments, suffix)
  if (stationed !== null) hints.push({ source: 'suffix', departments: [stationed] })
  return hints
}

/** Holds an employee's department against the hints. */
export function compareDepartment(
  hints: readonly DepartmentHint[],
  department: string | null,
): DepartmentLevel {
  if (department === null || hints.length === 0) return 'unknown'
  const agreeing = hints.filter((hint) => hint.departments.includes(department))
  if (agreeing.length === 0) return 'differs'
  return agreeing.length === hints.length ? 'agrees' : 'mixed'
}

/** The evidence row of a department comparison; the user's side lists each hint with its source. */
export function departmentEvidence(
  hints: readonly DepartmentHint[],
  compared: {
    readonly employee: { readonly department: string | null }
    readonly department: DepartmentLevel
    readonly weights: { readonly department: number }
  },
): Evidence {
  const said = hints.map((hint) => `${hint.source}: ${hint.departments.join(' or ')}`).join('; ')
  return {
    field: 'department',
    level: compared.department,
    user: said === '' ? null : said,
    employee: compared.employee.department,
    weight: compared.weights.department,
  }
}

function mostFrequent(
  actions: readonly string[],
  departmentOf: ReadonlyMap<string, string>,
): readonly string[] {
  if (actions.length === 1) {
    const only = lookUp(departmentOf, foldWords(actions[0] ?? '').join(' '))
    return only === null ? [] : [only]
  }
  const counts = new Map<string, number>()
  for (const action of actions) {
    const department = lookUp(departmentOf, foldWords(action).join(' '))
    if (department !== null) counts.set(department, (counts.get(department) ?? 0) + 1)
  }
  const most = Math.max(0, ...counts.values())
  return [...counts].flatMap(([department, count]) => (count === most ? [department] : [])).sort()
}

function lookUp(table: ReadonlyMap<string, string>, key: string): string | null {
  return key === '' ? null : (table.get(key) ?? null)
}
