import type { EmployeeIndex } from './employee-index.ts'
import type { MatchSettings } from './settings.ts'
import type { Survey } from './survey.ts'

/** Everything besides the user that a decision may look at. */
export type Run = {
  readonly index: EmployeeIndex
  readonly survey: Survey
  readonly settings: MatchSettings
}

const USUAL_RATIO_MIN = 0.5

/** True where employees who have left have users about as often as the others, so that it speaks against nobody. */
export function areThoseWhoLeftSeen({ survey }: Run): boolean {
  return survey.rates.inactiveRatio >= USUAL_RATIO_MIN
}
