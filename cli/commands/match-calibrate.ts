import { Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import { type Calibration, calibrate, type CalibrationPoint } from '../../sync/match/calibrate.ts'
import type { MatchSettings } from '../../sync/match/settings.ts'
import { addActivities } from '../../sync/source/add-activities.ts'
import type { CsvFile } from '../../sync/source/read-csv.ts'
import { readEmployeesCsv } from '../../sync/source/read-employees-csv.ts'
import { readTruthCsv } from '../../sync/source/read-truth-csv.ts'
import { readUsersCsv } from '../../sync/source/read-users-csv.ts'
import type { ProgressLine } from '../progress.ts'
import { renderTable } from '../table.ts'

/** Options of `podlink match calibrate` itself; those of `podlink match` come from above. */
export type CalibrateOptions = { readonly truth: string; readonly promise: number }

/** `podlink match calibrate`: the threshold that keeps a promise, from users whose employee is known. */
export function calibrateCommand(run: (options: CalibrateOptions) => Promise<void>): Command {
  return new Command('calibrate')
    .description('Choose the threshold of a promise from labelled users. Writes nothing.')
    .configureHelp({ showGlobalOptions: true })
    .requiredOption(
      '--truth <file>',
      'podfactory_user_id,employee_id; an empty employee_id is nobody',
    )
    .option('--promise <n>', 'at most one wrong automatic link in so many', parsePromise, 1000)
    .addHelpText(
      'after',
      '\nExample:\n  podlink match calibrate --employees e.csv --users u.csv --truth truth.csv --promise 500',
    )
    .action(run)
}

/**
 * Measures every threshold on the content of the files and returns the text to print.
 * @throws CONFIG_INPUT_FILE naming file, line and column of what cannot be read.
 */
export function calibrateFiles(input: {
  readonly employees: CsvFile
  readonly users: CsvFile
  readonly activities: CsvFile | null
  readonly truth: CsvFile
  readonly promise: number
  readonly settings: MatchSettings
  readonly isJson: boolean
  readonly onProgress?: ProgressLine['show']
}): string {
  const calibration = calibrate({
    employees: readEmployeesCsv(input.employees),
    users: addActivities(readUsersCsv(input.users), input.activities),
    truth: readTruthCsv(input.truth),
    settings: input.settings,
    wrongShareMax: 1 / input.promise,
    onProgress: (done, total) => input.onProgress?.({ stage: 'trying thresholds', done, total }),
  })
  if (input.isJson) return `${JSON.stringify({ promise: input.promise, ...calibration })}\n`
  const parts = [
    renderTable(HEADING, calibration.points.map(toRow)),
    renderWrong(calibration, input.settings.thresholds.linkBitsMin),
    verdict(input.promise, calibration),
    ...notesOn(calibration),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const HEADING = [
  'threshold',
  'links',
  'resting on it',
  'wrong',
  'precision',
  '95 % interval',
  'at most one wrong in',
  'recall',
  'in review',
]

function toRow(point: CalibrationPoint): readonly string[] {
  const { linkBitsMin, links, governed, wrong, interval, wrongShareAtMost, people, reviews } = point
  const recall = people === 0 ? '-' : ((links - wrong) / people).toFixed(4)
  const precision = links === 0 ? '-' : ((links - wrong) / links).toFixed(4)
  const [from, to] = interval.map((share) => share.toFixed(4))
  const bound = String(Math.floor(1 / wrongShareAtMost))
  const counts = [linkBitsMin, links, governed, wrong].map(String)
  return [...counts, precision, `${from} to ${to}`, bound, recall, String(reviews)]
}

/** Wrong links that are listed for people; all are in the JSON. */
const WRONG_MAX = 20

/** Those of the chosen threshold, or of the one in use, because they are what stands in the way of the promise. */
function renderWrong({ chosen, points }: Calibration, inUse: number): string {
  const point =
    chosen ?? points.find(({ linkBitsMin }) => linkBitsMin >= inUse) ?? points.at(-1) ?? null
  if (point === null || point.wrong === 0) return ''
  const { linkBitsMin, wrongLinks, wrong } = point
  const rows = wrongLinks
    .slice(0, WRONG_MAX)
    .map(({ userId, linked, really, rule }) => [
      userId,
      `#${linked}`,
      really === null ? 'nobody' : `#${really}`,
      rule,
    ])
  const more = wrong > rows.length ? `\n… and ${wrong - rows.length} more: --json lists all` : ''
  return `Wrong at ${linkBitsMin}\n${renderTable(['user', 'linked to', 'is', 'rule'], rows)}${more}`
}

function verdict(promise: number, { chosen, points, linksNeeded }: Calibration): string {
  if (chosen !== null) {
    const bits = chosen.linkBitsMin
    return `${pc.green(`Threshold ${bits} keeps one in ${promise}`)} with 95 % confidence: podlink match --link-bits ${bits}, and MATCH_LINK_BITS=${bits} for the sync`
  }
  const most = Math.max(0, ...points.map((point) => point.links - point.wrong))
  const few = `There are ${most} right links, and it takes ${linksNeeded} without a wrong one`
  if (points.some(({ wrong, links }) => wrong * 2 > links)) {
    return `${pc.yellow('The labels contradict most links.')} Check that the truth belongs to these files.`
  }
  if (most < linksNeeded) {
    return `${pc.yellow('Too little data')} for one in ${promise}. ${few}.`
  }
  if (!points.some(({ governed }) => governed > 0)) {
    return `${pc.yellow('These labels say nothing about the threshold')}: every labelled link is by an employee’s own address. Label users without one.`
  }
  return `${pc.yellow('No threshold')} keeps one in ${promise} on these data. Look at the wrong links first.`
}

function notesOn({ unknownUsers, unknownEmployees }: Calibration): readonly string[] {
  const notes: string[] = []
  if (unknownUsers > 0) {
    notes.push(`${unknownUsers} labels are of users who are not in the file, and do not count.`)
  }
  if (unknownEmployees > 0) {
    notes.push(
      `${unknownEmployees} labels name employees who are not in the file: their users cannot be linked rightly.`,
    )
  }
  return notes
}

function parsePromise(text: string): number {
  const promise = Number(text)
  if (!Number.isInteger(promise) || promise < 2) {
    throw new InvalidArgumentError('a whole number from 2')
  }
  return promise
}
