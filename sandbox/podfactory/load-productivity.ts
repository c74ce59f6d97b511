import type { SampleEmployee } from '../roster/roster.ts'
import { quoteIdentifier } from './schema.ts'
import { insertStatements, type Statement } from './statement.ts'

/** The statements that fill an empty `employees` table with the sample's employees, under their own ids and without accounts. */
export function loadProductivity(
  employees: readonly SampleEmployee[],
  database: string,
): readonly Statement[] {
  return insertStatements(
    `${quoteIdentifier(database)}.employees`,
    ['id', 'name', 'email', 'is_active', 'department', 'role_code', 'previous_names'],
    employees.map((employee) => [
      employee.id,
      employee.name,
      employee.email,
      employee.isActive ? 1 : 0,
      employee.department,
      employee.roleCode,
      employee.previousNames.length === 0 ? null : employee.previousNames.join('|'),
    ]),
  )
}
