import pc from 'picocolors'
import type { Overview } from '../../store/read-overview.ts'
import type { PeopleStory } from './people-story.ts'
import type { StageTime } from './stages.ts'

/** What one sync reported. */
export type SyncFigures = {
  readonly users: number
  readonly matched: number
  readonly review: number
  readonly unmatched: number
  readonly sharedAccounts: number
  /** Rows a run changed: mappings, reviews, metadata jobs and imported activities together. */
  readonly changes: number
}

/** Everything the demo shows, and what `--json` prints. */
export type Summary = {
  readonly databaseUrl: string
  readonly podfactoryDatabaseUrl: string
  readonly receiverUrl: string
  readonly tenantDomain: string
  /** The page on which people see the tenant; null when it ends together with the demo. */
  readonly pageUrl: string | null
  readonly outcomes: {
    readonly matched: number
    readonly review: number
    readonly unmatched: number
    readonly sharedAccounts: number
  }
  readonly firstSync: SyncFigures
  readonly secondSync: SyncFigures
  /** By checksum; none when the second sync changed nothing. */
  readonly tablesChangedBySecondSync: readonly string[]
  readonly people: PeopleStory
  readonly tables: Overview
  readonly isPodfactoryReadOnly: boolean
  readonly stages: readonly StageTime[]
  readonly totalMs: number
  readonly next: readonly string[]
}

const UNKNOWN_CERTIFICATE =
  'Your browser will warn of a certificate it does not know: it was made for this world alone.'

/** One screen that somebody who never saw podlink understands. */
export function renderSummary(summary: Summary): string {
  return [
    '',
    pc.bold('podlink: three systems, one answer to who everybody is'),
    '',
    section('PodFactory users', matching(summary)),
    section('Auth0 accounts', accounts(summary)),
    section('Written', written(summary)),
    section('Time', [times(summary)]),
    ...(summary.pageUrl === null
      ? []
      : [section('See the tenant', [pc.cyan(summary.pageUrl), pc.dim(UNKNOWN_CERTIFICATE)])]),
    section(
      'Try next',
      summary.next.map((command) => pc.cyan(command)),
    ),
  ].join('\n')
}

function matching({
  outcomes,
  tables,
  tablesChangedBySecondSync,
  firstSync,
  isPodfactoryReadOnly,
}: Summary): readonly string[] {
  const { email, name, manual } = tables.podfactoryLinked
  const share = (count: number) => `${((100 * count) / Math.max(1, firstSync.users)).toFixed(1)} %`
  const again =
    tablesChangedBySecondSync.length === 0
      ? pc.green('A second sync changed nothing: every table has the checksum it had before.')
      : pc.red(
          `A second sync changed ${tablesChangedBySecondSync.join(', ')}; it should change nothing.`,
        )
  return [
    `${pc.green(count(outcomes.matched))} linked to an employee (${share(outcomes.matched)}): ${email} by e-mail, ${name} by name, ${manual} by hand`,
    `${pc.yellow(count(outcomes.review))} wait for a person, because more than one answer is possible`,
    `${count(outcomes.unmatched)} fit no employee; ${count(outcomes.sharedAccounts)} are shared station accounts, not people`,
    again,
    ...(isPodfactoryReadOnly
      ? []
      : [
          pc.yellow(
            'This server grants no rights away, so PodFactory is not read through a SELECT-only account.',
          ),
        ]),
  ]
}

function accounts({ tables, people }: Summary): readonly string[] {
  const refused =
    people.strangersNamed === 0
      ? pc.green(`all ${people.strangers} strangers were refused a name`)
      : pc.red(`${people.strangersNamed} of ${people.strangers} strangers got a name`)
  return [
    `${pc.green(count(tables.auth0Writes['create_user'] ?? 0))} created for employees; ${people.loggedIn} of them set a password and logged in`,
    `${pc.green(count(people.signedUp))} signed up themselves with a proved address and were linked at once; ${refused}`,
    `${count(people.tokensNamingEmployee)} logins carried the employee in their token; ${count(tables.openReviews['sign_up'] ?? 0)} sign-ups wait for a person`,
  ]
}

function written({ tables, people }: Summary): readonly string[] {
  const patches = tables.auth0Writes['patch_metadata'] ?? 0
  const { action: signed = 0, ...others } = tables.deliveries
  const streamed = Object.values(others).reduce((sum, one) => sum + one, 0)
  return [
    `to Auth0: ${patches} metadata updates, ${tables.auth0Writes['assign_roles'] ?? 0} roles, each in the ledger with its undo`,
    `to MySQL: ${tables.auditRows} audit rows, ${tables.activityLogs} activities imported, ${signed} signed deliveries of ${people.loggedIn + people.signedUp + people.strangers} people, ${streamed} entries of Auth0’s own streams`,
  ]
}

function times({ stages, totalMs }: Summary): string {
  return `${stages.map((stage) => `${stage.name} ${seconds(stage.ms)}`).join(' · ')} · ${pc.bold(`in all ${seconds(totalMs)}`)}`
}

function section(title: string, lines: readonly string[]): string {
  return (
    lines
      .map((line, index) => `${pc.bold((index === 0 ? title : '').padEnd(18))}${line}`)
      .join('\n') + '\n'
  )
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
