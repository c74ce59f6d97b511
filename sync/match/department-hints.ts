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

/** Everything that is said about a user's department; users of whom the same is said share it. */
export type DepartmentHints = {
  readonly hints: readonly DepartmentHint[]
  /** Every department that is named. */
  readonly departments: readonly string[]
  /** The hints in words, each with its source; null for none. */
  readonly said: string | null
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
}): DepartmentHints {
  const { user, name, email, vocabulary } = input
  const tag = name === null || name.tags.length === 0 ? '' : name.tags.join(' ')
  const suffix = email?.readings.find((reading) => reading.suffix !== null)?.suffix ?? ''
  const key = [tag, suffix, ...user.actions].join('\n')
  const known = vocabulary.knownHints.get(key)
  if (known !== undefined) return known
  const hints = readHints(user.actions, tag, suffix, vocabulary)
  const said = hints.map((hint) => `${hint.source}: ${hint.departments.join(' or ')}`).join('; ')
  const departments = [...new Set(hints.flatMap((hint) => hint.departments))]
  const found = { hints, departments, said: said === '' ? null : said }
  if (vocabulary.knownHints.size < KNOWN_MAX) vocabulary.knownHints.set(key, found)
  return found
}

/** Users have a handful of actions in a handful of combinations; where they do not, nothing is kept. */
const KNOWN_MAX = 10_000

function readHints(
  actions: readonly string[],
  tag: string,
  suffix: string,
  vocabulary: Vocabulary,
): readonly DepartmentHint[] {
  const tagged = lookUp(vocabulary.tagDepartments, tag)
  const stationed = lookUp(vocabulary.suffixDepartments, suffix)
  const hints: readonly DepartmentHint[] = [
    { source: 'action', departments: mostFrequent(actions, vocabulary.actionDepartments) },
    { source: 'name tag', departments: tagged === null ? [] : [tagged] },
    { source: 'suffix', departments: stationed === null ? [] : [stationed] },
  ]
  return hints.filter((hint) => hint.departments.length > 0)
}

/** Holds an employee's department against the hints. */
export function compareDepartment(
  { hints }: DepartmentHints,
  department: string | null,
): DepartmentLevel {
  if (department === null || hints.length === 0) return 'unknown'
  const agreeing = hints.filter((hint) => hint.departments.includes(department))
  if (agreeing.length === 0) return 'differs'
  return agreeing.length === hints.length ? 'agrees' : 'mixed'
}

/** The evidence row of a department comparison; the user's side lists each hint with its source. */
export function departmentEvidence(
  { said }: DepartmentHints,
  compared: {
    readonly employee: { readonly department: string | null }
    readonly department: DepartmentLevel
    readonly weights: { readonly department: number }
  },
): Evidence {
  return {
    field: 'department',
    level: compared.department,
    user: said,
    employee: compared.employee.department,
    weight: compared.weights.department,
  }
}

function mostFrequent(
  actions: readonly string[],
  departmentOf: ReadonlyMap<string, string>,
): readonly string[] {
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
