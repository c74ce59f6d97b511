import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { invalidBody, notModelled, refusal } from './refusal.ts'

type Issue = z.core.$ZodIssue

const queryWasRead = 'queryWasRead'

const typeNames: Readonly<Record<string, string>> = { record: 'object', int: 'integer' }

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** One sentence per problem, in the words of the real API; it closes the quote that `invalidBody` opens. */
function describe(issue: Issue, input: unknown): string {
  const at = issue.path.map(String).join('.')
  const on = at === '' ? '' : ` on property ${at}`
  if (issue.code === 'unrecognized_keys') {
    return `Additional properties not allowed: ${issue.keys.join(',')}'${on}`
  }
  if (issue.code !== 'invalid_type') return `${issue.message}'${on}`
  const found = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  )
  if (found === undefined && at !== '') return `Missing required property: ${at}'`
  const expected = typeNames[issue.expected] ?? issue.expected
  return `Expected type ${expected} but found type ${typeOf(found)}'${on}`
}

/** Fields that the real API takes and this tenant does not act on: a loud 501, where a made-up one is a 400. */
function refuseUnmodelled(context: Context, sent: unknown, names: readonly string[]): void {
  if (typeof sent !== 'object' || sent === null) return
  const name = names.find((one) => Reflect.get(sent, one) !== undefined)
  if (name !== undefined) throw notModelled(`${name} of ${context.req.method} ${context.req.path}`)
}

/**
 * The body, checked against a strict schema: an unknown or ill-typed field is the real API's 400.
 * `schema` must refuse unknown keys (`z.strictObject`), or the stand-in would accept what Auth0 does not.
 */
export async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  unmodelled: readonly string[] = [],
): Promise<z.output<Schema>> {
  const text = await context.req.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw refusal(400, 'Invalid request payload JSON format')
  }
  refuseUnmodelled(context, body, unmodelled)
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw invalidBody(issue === undefined ? "Invalid payload'" : describe(issue, body))
}

/** The parts of a multipart form, checked like a body; values arrive as text and files as `File`. */
export async function readParts<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  let parts: unknown
  try {
    parts = await context.req.parseBody()
  } catch {
    throw refusal(400, 'Invalid multipart payload format')
  }
  const result = schema.safeParse(parts)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw invalidBody(issue === undefined ? "Invalid payload'" : describe(issue, parts))
}

/** The query string, checked like a body; every value arrives as text (a repeated key as its first value). */
export function readQuery<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  unmodelled: readonly string[] = [],
): z.output<Schema> {
  const query = context.req.query()
  context.set(queryWasRead, true)
  refuseUnmodelled(context, query, unmodelled)
  const result = schema.safeParse(query)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const problem = issue === undefined ? "Invalid query'" : describe(issue, query)
  throw refusal(400, `Query validation error: '${problem}.`, 'invalid_query_string')
}

/** Refuses a read whose endpoint knows no parameters and was given some. */
export const refuseUnreadQuery: MiddlewareHandler = async (context, next) => {
  await next()
  const [name] = Object.keys(context.req.query())
  if (context.req.method !== 'GET' || !context.res.ok || name === undefined) return
  if (context.get(queryWasRead) === true) return
  const problem = `'Additional properties not allowed: ${name}'`
  throw refusal(400, `Query validation error: ${problem}.`, 'invalid_query_string')
}

const jsonSchema = z.json()

/** An object of settings whose names are known and whose values the stand-in only keeps. */
export function settingsObject(names: readonly string[]): z.ZodType<Record<string, unknown>> {
  return z.strictObject(settingsShape(names))
}

/** The same fields as a plain shape, to be mixed with typed ones. */
export function settingsShape<Name extends string>(
  names: readonly Name[],
): Record<Name, z.ZodOptional<typeof jsonSchema>> {
  const entries = names.map((name) => [name, jsonSchema.optional()])
  return Object.fromEntries(entries) as Record<Name, z.ZodOptional<typeof jsonSchema>>
}

export { jsonSchema }
