import type { Json } from '../kernel/canonical-json.ts'
import type { EmployeeId } from '../kernel/ids.ts'
import { parseEmployeeId } from '../kernel/ids.ts'
import type { Employee } from '../store/tables/employees.ts'
import type { ReviewCase } from '../store/tables/review-cases.ts'

/** What a person sees of a case: who it is about, why it is asked, and who it may be. */
export type ReviewLine = {
  readonly id: number
  readonly kind: string
  readonly who: string
  readonly why: string
  readonly candidates: string
}

const SHOWN_MAX = 2

/** The employees that the cases name, as candidates or as their subject. */
export function namedEmployees(cases: readonly ReviewCase[]): readonly EmployeeId[] {
  const ids = cases.flatMap((item) => [...candidateIds(item.candidates), ...subjectId(item)])
  return [...new Set(ids)]
}

/** One line per case; `addresses` are those of Auth0 users by id. */
export function toReviewLine(
  item: ReviewCase,
  employees: ReadonlyMap<EmployeeId, Employee>,
  addresses: ReadonlyMap<string, string | null>,
): ReviewLine {
  const ids = candidateIds(item.candidates)
  const shown = ids.slice(0, SHOWN_MAX).map((id) => describe(employees.get(id), id))
  const rest = ids.length - shown.length
  return {
    id: item.id,
    kind: item.kind.replaceAll('_', ' '),
    who: whoOf(item, employees, addresses),
    why: item.reason.replaceAll(/[-_:]/g, ' '),
    candidates:
      ids.length === 0 ? 'nobody' : [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', '),
  }
}

function whoOf(
  item: ReviewCase,
  employees: ReadonlyMap<EmployeeId, Employee>,
  addresses: ReadonlyMap<string, string | null>,
): string {
  const [id] = subjectId(item)
  if (id !== undefined) return describe(employees.get(id), id)
  const address = addresses.get(item.subject)
  if (address !== undefined && address !== null) return address
  const name = userValue(item.candidates, 'name') ?? userValue(item.candidates, 'email')
  return name === null ? item.subject : `${name} (${item.subject})`
}

/** Cases about accounts have the employee as their subject. */
function subjectId(item: ReviewCase): readonly EmployeeId[] {
  const id = item.kind === 'account' ? parseEmployeeId(item.subject) : null
  return id === null ? [] : [id]
}

function describe(employee: Employee | undefined, id: EmployeeId): string {
  return employee === undefined ? `#${id}` : `${employee.name} #${id}`
}

function candidateIds(candidates: Json): readonly EmployeeId[] {
  if (!isList(candidates)) return []
  return candidates.flatMap((candidate) => {
    const id = parseEmployeeId(member(candidate, 'employeeId'))
    return id === null ? [] : [id]
  })
}

/** What the user's own record says in the evidence of the first candidate. */
function userValue(candidates: Json, field: string): string | null {
  const evidence = isList(candidates) ? member(candidates[0] ?? null, 'evidence') : undefined
  if (evidence === undefined || !isList(evidence)) return null
  const value = evidence.find((one) => member(one, 'field') === field)
  const text = value === undefined ? undefined : member(value, 'user')
  return typeof text === 'string' ? text : null
}

function member(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined
  return value[name]
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
