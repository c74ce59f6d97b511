import type { DepartmentHints } from './department-hints.ts'
import { foldWords } from './fold-text.ts'
import type { MatchSettings } from './settings.ts'

/** The settings of a company in the form in which they are looked up; made once per run. */
export type Vocabulary = {
  readonly settings: MatchSettings
  /** Words of places: departments, suffixes and tags, and the words the settings add. */
  readonly placeWords: ReadonlySet<string>
  /** Station suffix or tag in a name, and the department it speaks for. */
  readonly tagDepartments: ReadonlyMap<string, string>
  readonly suffixDepartments: ReadonlyMap<string, string>
  readonly actionDepartments: ReadonlyMap<string, string>
  /** What was said before, by what it was read from; the answers are the same with and without. */
  readonly knownHints: Map<string, DepartmentHints>
}

/** Prepares the settings; the same settings always give the same vocabulary. */
export function toVocabulary(settings: MatchSettings): Vocabulary {
  const { suffixDepartments, tagDepartments, actionDepartments } = settings
  const suffixes = toMap(suffixDepartments)
  const actions = toMap(actionDepartments)
  const tags = new Map([...suffixes, ...toMap(tagDepartments)])
  const departments = [...tags.values(), ...actions.values()]
  const named = [suffixDepartments, tagDepartments, actionDepartments].flatMap((table) =>
    Object.entries(table).flat(),
  )
  return {
    settings,
    placeWords: new Set(
      [...named, ...settings.sharedAccountWords].flatMap((text) => foldWords(text ?? '')),
    ),
    // A department stands for itself: (Heat Press).
    tagDepartments: new Map([...tags, ...departments.map((name) => [name, name] as const)]),
    suffixDepartments: suffixes,
    actionDepartments: actions,
    knownHints: new Map(),
  }
}

function toMap(table: Readonly<Record<string, string | null>>): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, value]) =>
      value === null ? [] : [[key, value] as const],
    ),
  )
}
