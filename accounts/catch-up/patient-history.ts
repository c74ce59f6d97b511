import { setTimeout as sleep } from 'node:timers/promises'
import { PodlinkError } from '../../kernel/errors.ts'
import type { Auth0History } from '../auth0-history.ts'
import { backOffMs } from '../back-off.ts'
import { budgetedHistory, rateLimitWaitMs } from '../call-budget.ts'
import type { CatchUpDeps } from './catch-up-deps.ts'

/** Every call within the budget, and sent again while that may help; none of them changes anything but an export more. */
export function patientHistory(deps: CatchUpDeps): Auth0History {
  const auth0 = budgetedHistory(deps, deps.auth0)
  return {
    findNewestLog: () => again(deps, () => auth0.findNewestLog()),
    isLogKept: (id) => again(deps, () => auth0.isLogKept(id)),
    listLogsAfter: (id) => again(deps, () => auth0.listLogsAfter(id)),
    startExport: () => again(deps, () => auth0.startExport()),
    findExport: (id) => again(deps, () => auth0.findExport(id)),
  }
}

async function again<Result>(
  { retry, random, signal }: CatchUpDeps,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      const mayPass = error instanceof PodlinkError && error.isRetryable
      const waitMs = mayPass ? backOffMs(retry, attempt, random()) : null
      if (waitMs === null) throw error
      await sleep(Math.max(waitMs, rateLimitWaitMs(error) ?? 0), undefined, { signal })
    }
  }
}
