import { actionCalls } from './actions.ts'
import { applicationCalls } from './applications.ts'
import { connectionCalls } from './connections.ts'
import { eventStreamCalls } from './event-streams.ts'
import { jobCalls } from './jobs.ts'
import { logStreamCalls } from './log-streams.ts'
import { roleCalls } from './roles.ts'
import type { SdkCall } from './sdk-call.ts'
import { settingCalls } from './settings.ts'
import { ticketAndLogCalls } from './tickets-and-logs.ts'
import { unusedResourceCalls } from './unused-resources.ts'
import { userCalls } from './users.ts'

/** The whole table. A new endpoint gets its call in a family of this list. */
export const allFamilies: readonly (readonly SdkCall[])[] = [
  userCalls,
  roleCalls,
  applicationCalls,
  connectionCalls,
  actionCalls,
  jobCalls,
  ticketAndLogCalls,
  logStreamCalls,
  eventStreamCalls,
  settingCalls,
  unusedResourceCalls,
]
