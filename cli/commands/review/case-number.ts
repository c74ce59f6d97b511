import { userInfo } from 'node:os'
import { InvalidArgumentError } from 'commander'

/** The number of a case as the list shows it. @throws InvalidArgumentError for anything else. */
export function toCaseNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is the number that `podlink review list` shows.')
}

/** Who answers, for the history: the login of this machine unless somebody is named. */
export function whoAnswers(by: string | undefined): string {
  return `cli:${by ?? userInfo().username}`.slice(0, 128)
}
