import type { UserRecord } from '../../tenant-state.ts'
import { exportedValue, type ExportField } from './export-fields.ts'

// Dates that Auth0 writes itself are not escaped.
const dateFields = new Set(['created_at', 'updated_at', 'last_login', 'last_password_reset'])

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

// Auth0 follows OWASP against CSV injection: a single quote before each text, double quotes around it.
function cell(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return quoted(`'${JSON.stringify(value)}`)
  return dateFields.has(name) ? value : quoted(`'${value}`)
}

function heading(title: string): string {
  return /[",\r\n]/.test(title) ? quoted(title) : title
}

/** One JSON object per line; a field that an account does not have is left out. */
export function exportNdjson(users: readonly UserRecord[], fields: readonly ExportField[]): string {
  const lines = users.map((user) =>
    JSON.stringify(
      Object.fromEntries(fields.map(({ name, title }) => [title, exportedValue(user, name)])),
    ),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** A heading and one line per account. */
export function exportCsv(users: readonly UserRecord[], fields: readonly ExportField[]): string {
  const rows = users.map((user) =>
    fields.map(({ name }) => cell(name, exportedValue(user, name))).join(','),
  )
  const heads = fields.map(({ title }) => heading(title)).join(',')
  return [heads, ...rows].map((line) => `${line}\n`).join('')
}
