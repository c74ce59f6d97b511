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
  return `${renderTable(HEADING, calibration.points.map(toRow))}\n\n${verdict(input.promise, calibration)}\n`
}

const HEADING = ['threshold', 'links', 'wrong', 'at most one wrong in', 'recall', 'in review']

function toRow(point: CalibrationPoint): readonly string[] {
  const { linkBitsMin, links, wrong, reviews, people } = point
  const recall = people === 0 ? '-' : ((links - wrong) / people).toFixed(4)
  const bound = String(Math.floor(1 / point.wrongShareAtMost))
  return [String(linkBitsMin), String(links), String(wrong), bound, recall, String(reviews)]
}

function verdict(promise: number, { chosen, points, linksNeeded }: Calibration): string {
  if (chosen !== null) {
    const bits = chosen.linkBitsMin
    return `${pc.green(`Threshold ${bits} keeps one in ${promise}`)} with 95 % confidence: podlink match --link-bits ${bits}, and MATCH_LINK_BITS=${bits} for the sync`
  }
  const most = Math.max(0, ...points.map((point) => point.links - point.wrong))
  const few = `There are ${most} right links, and it takes ${linksNeeded} without a wrong one`
  return most < linksNeeded
    ? `${pc.yellow('Too little data')} for one in ${promise}. ${few}.`
    : `${pc.yellow('No threshold')} keeps one in ${promise} on these data. Look at the wrong links first.`
}

function parsePromise(text: string): number {
  const promise = Number(text)
  if (!Number.isInteger(promise) || promise < 2) {
    throw new InvalidArgumentError('a whole number from 2')
  }
  return promise
}
