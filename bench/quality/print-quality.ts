import { shareInterval } from '../../sync/match/wrong-share.ts'
import type { Tally } from './tally.ts'

const HEADING = [
  'set',
  'users',
  'links',
  'wrong',
  'precision',
  '95 % interval',
  'recall',
  'review',
  'right one listed',
]

/** The table of the report, one line per set. */
export function qualityTable(rows: readonly (readonly [string, Tally])[]): string {
  const cells = rows.map(([name, tally]) => toCells(name, tally))
  return table([HEADING, ...cells])
}

/** The slice with the lowest recall among those with enough people to say something. */
export function worstSlice(
  slices: ReadonlyMap<string, Tally>,
  kind: string,
  peopleMin: number,
): readonly [string, Tally] | null {
  const [worst] = [...slices]
    .filter(([name, { people }]) => name.startsWith(kind) && people >= peopleMin)
    .sort(([, a], [, b]) => recallOf(a) - recallOf(b))
  return worst ?? null
}

/** Share of the users who are employees that are linked to the right one. */
export function recallOf({ links, wrongLinks, people }: Tally): number {
  return people === 0 ? 0 : (links - wrongLinks) / people
}

function toCells(name: string, tally: Tally): readonly string[] {
  const right = tally.links - tally.wrongLinks
  const [low, high] = shareInterval(right, tally.links)
  const share = (part: number, whole: number, digits: number) =>
    whole === 0 ? '-' : (part / whole).toFixed(digits)
  return [
    name,
    String(tally.users),
    String(tally.links),
    String(tally.wrongLinks),
    share(right, tally.links, 4),
    tally.links === 0 ? '-' : `${low.toFixed(4)} to ${high.toFixed(4)}`,
    share(right, tally.people, 4),
    `${share(tally.reviews * 100, tally.users, 1)} %`,
    `${tally.reviewsListingHim} of ${tally.reviewsOfPeople}`,
  ]
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADING.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
  return rows.map((row) => line(row).join('  ')).join('\n')
}
