import { z } from 'zod'
import { type AccountRead, readMoment } from '../../kernel/account-read.ts'
import { PodlinkError } from '../../kernel/errors.ts'
import { foldAddress } from '../../kernel/fold-address.ts'
import { parseAuth0UserId } from '../../kernel/ids.ts'

const userId = z.string().transform((value, context) => {
  const id = parseAuth0UserId(value)
  if (id !== null) return id
  context.addIssue({ code: 'custom', message: 'not an Auth0 user id' })
  return z.NEVER
})
const time = z
  .string()
  .transform((value) => new Date(value))
  .refine((date) => !Number.isNaN(date.getTime()), 'not a time')

const exported = z.object({
  user_id: userId,
  email: z.string().max(255).nullish(),
  email_verified: z.boolean().nullish(),
  blocked: z.boolean().nullish(),
  name: z.string().nullish(),
  created_at: time,
  updated_at: time,
  last_login: time.nullish(),
  identities: z.array(z.object({ connection: z.string().min(1).max(128) })).min(1),
})

/**
 * The account in one line of an export that was asked for at `askedAt`. A line that shows a later change was written
 * later, and holds until then. `line` counts from 1.
 * @throws PodlinkError SOURCE_SHAPE, which names line and field and nothing of what they hold.
 */
export function toExportedRead(text: string, line: number, askedAt: Date): AccountRead {
  const read = exported.safeParse(parseJson(text))
  if (!read.success) throw unreadable(line, read.error.issues[0]?.path.join('.') ?? '')
  const { email, identities, created_at, updated_at, last_login, ...account } = read.data
  const lastLogin = last_login ?? null
  return {
    userId: account.user_id,
    email: email ? foldAddress(email) : null,
    isEmailVerified: account.email_verified === true,
    isBlocked: account.blocked === true,
    name: account.name ?? null,
    connection: identities[0]?.connection ?? '',
    createdAt: created_at,
    updatedAt: updated_at,
    lastLogin,
    readAt: readMoment(askedAt, { updatedAt: updated_at, lastLogin }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(line: number, field: string): PodlinkError {
  const where = field === '' ? `line ${line}` : `${field} in line ${line}`
  return new PodlinkError('SOURCE_SHAPE', `Auth0’s export of all accounts is wrong at ${where}.`, {
    fix: 'Run `podlink catch-up` again. When the same line is wrong again, look at that account in Auth0 and report it.',
    details: { line, field },
  })
}
