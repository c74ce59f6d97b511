import type { DepartmentLevel, Evidence } from './decision.ts'
import { foldWords } from './fold-text.ts'
import type { NormalizedEmail } from './normalize-email.ts'
import type { NormalizedName } from './normalize-name.ts'
import type { UserRecord } from './people.ts'
import type { MatchSettings } from './settings.ts'

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
  settings: MatchSettings
}): readonly DepartmentHint[] {
  const { user, name, email, settings } = input
  const tables = { ...settings.suffixDepartments, ...settings.tagDepartments }
  const tag = (name?.tags ?? []).join(' ')
  const suffix = email?.readings.find((reading) => reading.suffix !== null)?.suffix ?? ''
  const departments = new Set(Object.values({ ...tables, ...settings.actionDepartments }))
  const hints: DepartmentHint[] = [
    { source: 'action', departments: mostFrequent(user.actions, settings.actionDepartments) },
    { source: 'name tag', departments: departments.has(tag) ? [tag] : lookUp(tables, tag) },
    { source: 'suffix', departments: lookUp(settings.suffixDepartments, suffix) },
  ]
  return hints.filter((hint) => hint.departments.length > 0)
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
  departmentOf: Readonly<Record<string, string>>,
): readonly string[] {
  const counts = new Map<string, number>()
  for (const action of actions) {
    for (const department of lookUp(departmentOf, foldWords(action).join(' '))) {
      counts.set(department, (counts.get(department) ?? 0) + 1)
    }
  }
  const most = Math.max(0, ...counts.values())
  return [...counts].flatMap(([department, count]) => (count === most ? [department] : [])).sort()
}

function lookUp(table: Readonly<Record<string, string | null>>, key: string): readonly string[] {
  const found = Object.hasOwn(table, key) ? table[key] : null
  return typeof found === 'string' ? [found] : []
}
