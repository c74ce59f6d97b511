import { z } from 'zod'
import { DEFAULT_COLUMN_MAP } from '../../store/column-map.ts'
import { defaultMatchSettings } from '../../sync/match/settings.ts'

/** One environment variable: what it means, how its text is read, and what holds when it is absent. */
export type Variable<Value> = {
  readonly about: string
  readonly schema: z.ZodType<Value>
  /** Text that is read when the variable is absent; without one it must be set where it is needed. */
  readonly fallback?: string
  readonly isSecret?: boolean
}

const text = z.string().trim().min(1)
const mysqlUrl = text.refine(
  isMysqlUrl,
  'must look like mysql://user:password@host:port/schema, with # / ? % and @ in the password percent-encoded',
)
const httpsUrl = text.refine(
  (value) =>
    /^https:\/\/[^/\s]+/.test(value) ||
    /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/.test(value),
  'must be an https:// address (plain http only on this machine)',
)
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const count = (min: number, max: number) =>
  text.pipe(z.coerce.number<string>().int().min(min).max(max))
const secret = text.refine(
  (value) =>
    /^whsec_[A-Za-z0-9+/]+=*$/.test(value) && Buffer.from(value.slice(6), 'base64').length >= 24,
  'must be whsec_ followed by at least 24 random bytes in base64',
)

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
const columnMap = z.object({
  employees: z.object({
    table: identifier,
    id: identifier,
    name: identifier,
    email: identifier,
    auth0UserId: identifier,
    isActive: identifier,
    department: identifier.nullable(),
    roleCode: identifier.nullable(),
    previousNames: identifier.nullable(),
  }),
  activityLogs: z.object({
    table: identifier,
    id: identifier,
    employeeId: identifier,
    action: identifier,
    happenedAt: identifier,
    quantity: identifier,
  }),
})

const STREAM_TOKEN = {
  about:
    'What Auth0’s event and log streams prove themselves with, comma separated; the first one is deployed, all are accepted (rotation); `none` deploys and takes no streams',
  schema: text
    .transform((value) => (value === 'none' ? [] : value.split(',').map((item) => item.trim())))
    .pipe(z.array(z.string().min(32, 'must be at least 32 random characters each, or none'))),
  fallback: 'none',
  isSecret: true,
}

const DEAD_LETTER_KEY = {
  about:
    '32 random bytes in base64 that seal the bytes of deliveries nobody could read; `none` keeps no bytes',
  schema: text.refine(
    (value) => value === 'none' || Buffer.from(value, 'base64').length === 32,
    'must be 32 bytes in base64, or none',
  ),
  fallback: 'none',
  isSecret: true,
}

/** Every variable podlink reads, by the part of the program that needs it. The README table is made from this. */
export const VARIABLES = {
  database: {
    DATABASE_URL: {
      about: 'The productivity database, with the account podlink runs under',
      schema: mysqlUrl,
      isSecret: true,
    } satisfies Variable<string>,
    COLUMN_MAP: {
      about:
        'JSON naming the columns of `employees` and `activity_logs` where they differ from the default',
      schema: text.transform(parseJson).pipe(columnMap),
      fallback: JSON.stringify(DEFAULT_COLUMN_MAP),
    },
  },
  logging: {
    LOG_LEVEL: {
      about: 'What is logged: fatal, error, warn, info or debug',
      schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug']),
      fallback: 'info',
    },
  },
  matching: {
    COMPANY_EMAIL_DOMAINS: {
      about: 'Domains of the company’s own addresses, comma separated',
      schema: list,
      fallback: 'colorecommerce.us',
    },
    MATCH_LINK_BITS: {
      about:
        'Evidence in bits, 0 to 100, from which a name is linked without a person; the default keeps one wrong link in 1,000, and `podlink match calibrate` names the one for another promise',
      schema: text.pipe(
        z.coerce
          .number<string>('must be a number from 0 to 100')
          .min(0, 'must be 0 or more')
          .max(100, 'must be 100 or less'),
      ),
      fallback: String(defaultMatchSettings.thresholds.linkBitsMin),
    },
  },
  podfactory: {
    PODFACTORY_DATABASE_URL: {
      about: 'The PodFactory database, with an account that may only SELECT',
      schema: mysqlUrl,
      isSecret: true,
    },
    PODFACTORY_USERS_KEPT_MIN: {
      about:
        'A sync stops when PodFactory has fewer users than this share (0 to 1) of the last good run',
      schema: text.pipe(z.coerce.number<string>().min(0).max(1)),
      fallback: '0.8',
    },
  },
  auth0: {
    AUTH0_DOMAIN: {
      about: 'The tenant, such as `acme.eu.auth0.com`',
      schema: text.regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be a host name without https://'),
    },
    AUTH0_WORKER_CLIENT_ID: { about: 'Client `podlink worker` of the tenant', schema: text },
    AUTH0_WORKER_CLIENT_SECRET: { about: 'Its secret', schema: text, isSecret: true },
  },
  budget: {
    AUTH0_PLAN: {
      about:
        'The tenant’s rate limits: free, essentials, professional, enterprise or enterprise-staging',
      schema: z.enum(['free', 'essentials', 'professional', 'enterprise', 'enterprise-staging']),
      fallback: 'free',
    },
    AUTH0_BUDGET_SHARE: {
      about: 'Share of those limits that podlink may use (0.05 to 1); logins need the rest',
      schema: text.pipe(z.coerce.number<string>().min(0.05).max(1)),
      fallback: '0.8',
    },
  },
  accounts: {
    AUTH0_CONNECTION: {
      about: 'Database connection in which accounts are created',
      schema: text,
      fallback: 'Username-Password-Authentication',
    },
    METADATA_PROFILE: {
      about: '`minimal` writes employee facts, `rich` adds the PodFactory addresses',
      schema: z.enum(['minimal', 'rich']),
      fallback: 'minimal',
    },
    STATION_SUFFIXES: {
      about: 'Station suffixes of PodFactory addresses, comma separated',
      schema: list,
      fallback: 'shp,ship,pack,pick,hp',
    },
    AUTH0_CONNECTIONS_ALLOWED: {
      about:
        'Connections whose verified addresses may link a sign-up to an employee, comma separated',
      schema: list,
      fallback: 'Username-Password-Authentication',
    },
  },
  receiver: {
    RECEIVER_HOST: {
      about: 'Address the receiver listens on',
      schema: text,
      fallback: '127.0.0.1',
    },
    RECEIVER_PORT: {
      about: 'Port the receiver listens on; 0 picks a free one',
      schema: count(0, 65_535),
      fallback: '8787',
    },
    WEBHOOK_SECRETS: {
      about:
        'Secrets shared with the Actions, comma separated; the first one signs, all are accepted (rotation)',
      schema: list.pipe(z.array(secret).min(1)),
      isSecret: true,
    },
    AUTH0_STREAM_TOKEN: STREAM_TOKEN,
    DEAD_LETTER_KEY,
  },
  deadLetters: { DEAD_LETTER_KEY },
  tenant: {
    AUTH0_DOMAIN: {
      about: 'The tenant, such as `acme.eu.auth0.com`',
      schema: text.regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be a host name without https://'),
    },
    AUTH0_DEPLOY_CLIENT_ID: {
      about: 'The machine client that deploys the tenant configuration',
      schema: text,
    },
    AUTH0_DEPLOY_CLIENT_SECRET: { about: 'Its secret', schema: text, isSecret: true },
    RECEIVER_URL: { about: 'Where the Actions reach the receiver', schema: httpsUrl },
    CLAIMS_NAMESPACE: {
      about: 'Prefix of the token claims; an address of your own, ending in /',
      schema: httpsUrl.refine((value) => value.endsWith('/'), 'must end in /'),
      fallback: 'https://colorecommerce.us/',
    },
    PODLINK_API_AUDIENCE: {
      about: 'Identifier of podlink’s own API in the tenant',
      schema: text,
      fallback: 'https://podlink/api',
    },
    CONSOLE_CALLBACKS: {
      about: 'Where the console’s logins come back to, comma separated',
      schema: list,
      fallback: 'http://localhost:8788/callback',
    },
    CONSOLE_LOGOUT_URLS: {
      about: 'Where the console’s logouts come back to, comma separated',
      schema: list,
      fallback: 'http://localhost:8788/',
    },
    PODFACTORY_CALLBACKS: {
      about: 'Where PodFactory’s logins come back to, comma separated; `none` until it has any',
      schema: text.transform((value) =>
        value === 'none' ? [] : value.split(',').map((item) => item.trim()),
      ),
      fallback: 'none',
    },
    MAIL_FROM: {
      about: 'Sender of the tenant’s mails',
      schema: text,
      fallback: 'no-reply@colorecommerce.us',
    },
    BREACHED_PASSWORDS: {
      about: 'Whether known leaked passwords are refused, `on` or `off`; not every plan has it',
      schema: z.enum(['on', 'off']),
      fallback: 'on',
    },
    AUTH0_STREAM_TOKEN: STREAM_TOKEN,
    TENANT_ENVIRONMENT: {
      about: 'dev allows addresses of this machine without TLS; staging and production do not',
      schema: z.enum(['dev', 'staging', 'production']),
      fallback: 'production',
    },
    SIGN_UP: {
      about: '`open` lets people sign up themselves; see the limits below before you open it',
      schema: z.enum(['closed', 'open']),
      fallback: 'closed',
    },
    DEPLOY_RECORDS: {
      about: 'Folder where each deploy keeps what was there before, for its undo',
      schema: text,
      fallback: '.podlink/deploys',
    },
    LOGIN_BUDGET_MS: {
      about: 'Milliseconds a login may wait for podlink at most',
      schema: count(50, 5_000),
      fallback: '800',
    },
  },
} as const

export type Section = keyof typeof VARIABLES

/** What the driver would refuse later, quoting the whole address with its password, is refused here without quoting it. */
function isMysqlUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, hash, search } = new URL(value)
  const isPlain = hash === '' && search === ''
  return protocol === 'mysql:' && hostname !== '' && isPlain && /^\/[^/]+$/.test(pathname)
}

function parseJson(value: string, context: z.core.$RefinementCtx<string>): unknown {
  try {
    return JSON.parse(value)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' })
    return z.NEVER
  }
}
