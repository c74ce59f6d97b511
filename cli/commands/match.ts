import { Command, InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import type { SpecialMapping } from '../../store/tables/special-mappings.ts'
import { collectPins } from '../../sync/decide/collect-pins.ts'
import { matchPeople } from '../../sync/match/match-people.ts'
import type { EmployeeRecord, UserRecord } from '../../sync/match/people.ts'
import type { MatchSettings } from '../../sync/match/settings.ts'
import { addActivities } from '../../sync/source/add-activities.ts'
import type { CsvFile } from '../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../sync/source/read-employees-csv.ts'
import { readSpecialMappingsCsv } from '../../sync/source/read-special-mappings-csv.ts'
import { readUsersCsv } from '../../sync/source/read-users-csv.ts'
import { type Environment, toConfig } from '../config/to-config.ts'
import { toMatchSettings } from '../config/to-match-settings.ts'
import { type ProgressLine, showProgress } from '../progress.ts'
import { readInputFile } from '../read-input-file.ts'
import type { Session } from '../session.ts'
import { writeOut } from '../write-out.ts'
import { calibrateCommand, calibrateFiles, type CalibrateOptions } from './match-calibrate.ts'
import { decisionsAsJsonLines, decisionsAsTable } from './match-report.ts'

type Format = 'json' | 'table'

type Options = {
  readonly employees: string
  readonly users: string
  readonly activities?: string
  readonly specialMappings?: string
  readonly companyDomain?: readonly string[]
  readonly linkBits?: number
  readonly format: Format
  readonly json?: boolean
}

/**
 * `podlink match`: who is who, from files alone; no database, no Auth0, nothing written. The rules are those of the sync, set
 * by the same variables.
 */
export function matchCommand({ env }: Session): Command {
  const match = new Command('match')
    .description('Say which employee each PodFactory user is, from CSV files. Writes nothing.')
    .requiredOption(
      '--employees <file>',
      'id,name,email,department,role_code,is_active,previous_names (several names separated by |)',
    )
    .requiredOption('--users <file>', 'id,email,full_name,user_role,actions')
    .option('--activities <file>', 'podfactory_user_id,action: more evidence of the department')
    .option(
      '--special-mappings <file>',
      'podfactory_user_id,employee_id,reason: pairs laid down by people, before any rule',
    )
    .option('--company-domain <domain...>', 'domains of the company', collectDomain)
    .option('--link-bits <bits>', 'least evidence for a link by name; see calibrate', parseBits)
    .addOption(
      new Option('--format <format>', 'one JSON object per user and line, or a table for people')
        .choices(['json', 'table'])
        .default('table'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', '\nExample:\n  podlink match --employees employees.csv --users users.csv')
    .action((options: Options) => print(env, options))
  return match.addCommand(
    calibrateCommand((labelled) => printCalibration(env, match.opts<Options>(), labelled)),
  )
}

async function print(env: Environment, options: Options): Promise<void> {
  const input = {
    ...(await readFiles(options)),
    specialMappings: await readOptional(options.specialMappings),
    settings: toSettings(env, options),
    format: options.json === true ? 'json' : options.format,
  } as const
  const notes: string[] = []
  const onNote = (note: string) => notes.push(note)
  await writeOut(withProgress((onProgress) => matchFiles({ ...input, onProgress, onNote })))
  for (const note of notes) console.error(`${pc.yellow('Note:')} ${note}`)
}

async function printCalibration(
  env: Environment,
  options: Options,
  { truth, promise }: CalibrateOptions,
): Promise<void> {
  const input = {
    ...(await readFiles(options)),
    truth: await readInputFile(truth),
    promise,
    settings: toSettings(env, options),
    isJson: options.json === true || options.format === 'json',
  }
  await writeOut([withProgress((onProgress) => calibrateFiles({ ...input, onProgress }))])
}

function withProgress<Result>(work: (onProgress: ProgressLine['show']) => Result): Result {
  const progress = showProgress(false)
  try {
    return work(progress.show)
  } finally {
    progress.clear()
  }
}

async function readFiles({ employees, users, activities }: Options) {
  return {
    employees: await readInputFile(employees),
    users: await readInputFile(users),
    activities: await readOptional(activities),
  }
}

async function readOptional(path: string | undefined): Promise<CsvFile | null> {
  return path === undefined ? null : await readInputFile(path)
}

/**
 * Matches the content of the files and returns the text to print, in pieces. `activities` and `specialMappings` may be null.
 * @throws CONFIG_INPUT_FILE naming file, line and column of what cannot be read.
 */
export function matchFiles(input: {
  readonly employees: CsvFile
  readonly users: CsvFile
  readonly activities: CsvFile | null
  readonly specialMappings?: CsvFile | null
  readonly settings: MatchSettings
  readonly format: Format
  readonly onProgress?: ProgressLine['show']
  /** Told, in a sentence each, what is odd about the files and yet no error. */
  readonly onNote?: (note: string) => void
}): Iterable<string> {
  const { onProgress = () => undefined, onNote = () => undefined } = input
  onProgress({ stage: 'reading', done: 0, total: null })
  const employees = readEmployeesCsv(input.employees)
  const users = addActivities(readUsersCsv(input.users), input.activities)
  const special = input.specialMappings ? readSpecialMappingsCsv(input.specialMappings) : []
  for (const note of notesOn({ employees, users, special })) onNote(note)
  onProgress({ stage: 'indexing', done: 0, total: null })
  const decisions = matchPeople({
    employees,
    users,
    pinned: collectPins(special, []),
    existing: new Map(),
    settings: input.settings,
    onProgress,
  })
  if (input.format === 'json') return decisionsAsJsonLines(decisions)
  return [decisionsAsTable({ decisions, users, employees })]
}

function notesOn(read: {
  readonly employees: readonly EmployeeRecord[]
  readonly users: readonly UserRecord[]
  readonly special: readonly SpecialMapping[]
}): readonly string[] {
  const { employees, users, special } = read
  const notes: string[] = []
  if (!employees.some(({ name, email }) => name !== '' || email !== null)) {
    notes.push('No employee has a name or an address, so that nobody can be matched.')
  }
  if (!users.some(({ fullName, email }) => fullName !== null || email !== null)) {
    notes.push('No user has a name or an address, so that nobody can be matched.')
  }
  const userIds = new Set(users.map(({ id }) => id))
  const strangers = special.filter(({ podfactoryUserId }) => !userIds.has(podfactoryUserId)).length
  if (strangers > 0) {
    notes.push(`${strangers} special mappings are of users who are not in the file.`)
  }
  const employeeIds = new Set(employees.map(({ id }) => id))
  const missing = special.filter(({ employeeId }) => !employeeIds.has(employeeId)).length
  if (missing > 0) notes.push(`${missing} special mappings name employees who are not in the file.`)
  return notes
}

function toSettings(env: Environment, { companyDomain, linkBits }: Options): MatchSettings {
  const settings = toMatchSettings(toConfig(env, ['matching', 'accounts']))
  const { companyDomains, thresholds } = settings
  return {
    ...settings,
    companyDomains: companyDomain ?? companyDomains,
    thresholds: { ...thresholds, linkBitsMin: linkBits ?? thresholds.linkBitsMin },
  }
}

function parseBits(text: string): number {
  const bits = Number(text)
  if (/^[0-9.]+$/.test(text) && bits >= 0 && bits <= 100) return bits
  throw new InvalidArgumentError('not a number from 0 to 100')
}

function collectDomain(domain: string, before: readonly string[] | undefined): readonly string[] {
  const folded = domain.trim().toLowerCase().replace(/^@/, '')
  if (!/^[^\s@]+\.[^\s@]+$/.test(folded)) throw new InvalidArgumentError('not a domain')
  return [...(before ?? []), folded]
}
