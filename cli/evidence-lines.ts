import pc from 'picocolors'
import type { Json } from '../kernel/canonical-json.ts'
import type { EmployeeId } from '../kernel/ids.ts'
import { parseEmployeeId } from '../kernel/ids.ts'
import type { Employee } from '../store/tables/employees.ts'
import { renderTable } from './table.ts'

const DECIDES_BITS = 500

type JsonRecord = Readonly<Record<string, Json>>

/**
 * The candidates of a stored decision for people, best first, each with what was compared and what it weighs. Reads nothing
 * but what was stored, so that a decision explains itself however much later; what a rule of another version wrote is
 * printed as far as it says the same.
 */
export function renderCandidates(
  candidates: Json,
  employees: ReadonlyMap<EmployeeId, Employee>,
): string {
  const records = toRecords(candidates)
  if (records.length === 0) return pc.dim('Nobody fits.')
  return records.map((one) => renderCandidate(one, employees)).join('\n\n')
}

function renderCandidate(
  candidate: JsonRecord,
  employees: ReadonlyMap<EmployeeId, Employee>,
): string {
  const id = parseEmployeeId(candidate['employeeId'])
  if (id === null) return renderOther(candidate)
  const employee = employees.get(id)
  const name = employee === undefined ? `#${id}` : `${employee.name} #${id}`
  const facts = [employee?.email, employee?.department, employee?.isActive === false && 'inactive']
  const score = candidate['score']
  const head = [
    pc.bold(clean(name)),
    pc.dim(facts.filter((fact) => fact).join(', ')),
    typeof score === 'number' ? `score ${score}` : '',
  ]
  const rows = toRecords(candidate['evidence'] ?? null).map(toRow)
  const table =
    rows.length === 0
      ? ''
      : `\n${renderTable(['compared', 'how it agrees', 'the user', 'the employee', 'bits'], rows)}`
  return `${head.filter((part) => part !== '').join('  ')}${table}`
}

function toRow(evidence: JsonRecord): readonly string[] {
  const weight = evidence['weight']
  return [
    show(evidence['field']).replaceAll('_', ' '),
    show(evidence['level']),
    show(evidence['user']),
    show(evidence['employee']),
    typeof weight === 'number' ? renderBits(weight) : '',
  ]
}

/** What a person said outweighs whatever can be compared. */
function renderBits(weight: number): string {
  if (weight === 0) return ''
  if (weight >= DECIDES_BITS) return 'decides'
  return `${weight > 0 ? '+' : ''}${weight.toFixed(1)}`
}

/** Questions about accounts say what to do instead of whom it may be. */
function renderOther(candidate: JsonRecord): string {
  return Object.entries(candidate)
    .map(([name, value]) => `${pc.dim(name.replaceAll('_', ' '))}  ${show(value)}`)
    .join('\n')
}

function toRecords(value: Json): readonly JsonRecord[] {
  return Array.isArray(value)
    ? value.filter(
        (one): one is JsonRecord => typeof one === 'object' && one !== null && !Array.isArray(one),
      )
    : []
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return clean(typeof value === 'string' ? value : JSON.stringify(value))
}

/** What strangers typed must not steer the terminal. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
}
