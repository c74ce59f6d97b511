import { z } from 'zod'
import { jsonSchema } from '../../core/read-request.ts'
import type { JsonObject } from '../../tenant-state.ts'
import { toJsonObject } from '../json-object.ts'

/** One reason why an entry of an import failed. */
export type ImportError = {
  readonly code: string
  readonly message: string
  readonly path?: string
}

const metadata = z.record(z.string(), jsonSchema).optional()
const text = z.string().optional()

// The schema Auth0 publishes for the file, without what `unmodelledFields` names.
const entrySchema = z.strictObject({
  email: z.email(),
  email_verified: z.boolean().optional(),
  user_id: z.string().regex(/^\S+$/).optional(),
  username: text,
  given_name: text,
  family_name: text,
  name: text,
  nickname: text,
  picture: text,
  blocked: z.boolean().optional(),
  app_metadata: metadata,
  user_metadata: metadata,
})

export type ImportEntry = z.output<typeof entrySchema>

export const unmodelledFields: readonly string[] = [
  'password_hash',
  'custom_password_hash',
  'mfa_factors',
]

type Issue = z.core.$ZodIssue

// Auth0 lists the codes and not when each is used; these are the nearest by name.
function codeOf(issue: Issue, isMissing: boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing ? 'OBJECT_REQUIRED' : 'INVALID_TYPE'
    case 'invalid_format':
      return issue.format === 'regex' ? 'PATTERN' : 'FORMAT'
    default:
      return 'NOT_PASSED'
  }
}

function toImportError(issue: Issue, entry: unknown): ImportError {
  const [field] = issue.path
  const path = issue.path.map(String).join('.')
  const isMissing =
    field !== undefined && typeof entry === 'object' && entry !== null && !(field in entry)
  const problem =
    issue.code === 'unrecognized_keys'
      ? `Additional properties not allowed: ${issue.keys.join(',')}`
      : isMissing
        ? `Missing required property: ${path}`
        : issue.message
  const message = path === '' ? problem : `Error in ${path} property - ${problem}`
  return { code: codeOf(issue, isMissing), message, ...(path !== '' && { path }) }
}

/** An entry of the file as Auth0 would take it, or everything that is wrong with it. */
export function readEntry(
  raw: unknown,
): { readonly entry: ImportEntry } | { readonly errors: readonly ImportError[] } {
  const result = entrySchema.safeParse(raw)
  if (result.success) return { entry: result.data }
  return { errors: result.error.issues.map((issue) => toImportError(issue, raw)) }
}

/** The entry as a job's errors show it. */
export function shownEntry(raw: unknown): JsonObject {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? toJsonObject(raw) : {}
}
