import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { EmployeeFacts } from '../../store/tables/employee-facts.ts'
import type { Employee } from '../../store/tables/employees.ts'
import { normalizeName } from '../match/normalize-name.ts'
import { clip } from './clip.ts'
import { employeeGroup } from './decide-users.ts'
import type { Directory } from './directory.ts'
import type { Change, RunStamp } from './plan.ts'
import { previousNames } from './to-match-input.ts'

/**
 * What is to be remembered of an employee. Another spelling of the same name is no new name; a new name keeps the old
 * one among the previous names, once, at the end.
 */
export function factsOf(employee: Employee, before: EmployeeFacts | undefined): EmployeeFacts {
  const nameKey = clip(normalizeName(employee.name)?.sortedKey ?? '', 255)
  const nameSeen = clip(employee.name, 255)
  // Another key for the same text comes from newer rules, not from a new name.
  const isRenamed =
    before !== undefined &&
    before.nameSeen !== '' &&
    before.nameSeen !== nameSeen &&
    before.nameKey !== nameKey
  const known = previousNames(employee, before)
  return {
    employeeId: employee.id,
    nameSeen,
    nameKey,
    previousNames: isRenamed ? [...new Set([...known, before.nameSeen])] : known,
    department: clip(employee.department, 128),
    roleCode: clip(employee.roleCode, 64),
  }
}

/**
 * The change that makes the stored facts equal, or null. The first sight of an employee writes no history, because
 * nothing was decided; every later change does.
 */
export function decideFacts(input: {
  readonly facts: EmployeeFacts
  readonly before: EmployeeFacts | undefined
  readonly directory: Directory
  readonly stamp: RunStamp
}): Change | null {
  const { facts, before, directory, stamp } = input
  if (before !== undefined && canonicalJson(state(facts)) === canonicalJson(state(before))) {
    return null
  }
  const change = { kind: 'put_facts', group: employeeGroup(facts.employeeId), facts } as const
  if (before === undefined) return { ...change, audit: [] }
  const audit = {
    action: 'account_changed' as const,
    actor: 'sync',
    reason: before.nameKey === facts.nameKey ? 'facts_changed' : 'name_changed',
    at: stamp.now,
    runId: stamp.runId,
    employeeId: facts.employeeId,
    auth0UserId: directory.accountOf(facts.employeeId),
    productivityEmail: directory.emailOf(facts.employeeId),
    before: state(before),
    after: state(facts),
  }
  return { ...change, audit: [audit] }
}

function state(facts: EmployeeFacts) {
  return {
    name_seen: facts.nameSeen,
    name_key: facts.nameKey,
    previous_names: facts.previousNames,
    department: facts.department,
    role_code: facts.roleCode,
  }
}
