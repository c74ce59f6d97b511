/** `unknown`: Auth0 does not keep the checkpoint any more. */
export type LogPage =
  | { readonly kind: 'page'; readonly entries: readonly unknown[]; readonly last: string | null }
  | { readonly kind: 'unknown' }

export type ExportJob = {
  readonly jobId: string
  /** When it was asked for by Auth0's clock; null when it does not say. */
  readonly askedAt: Date | null
}

/** `ready` names where the file can be had for the next minute; `failed` also when there is no such job any more. */
export type ExportState =
  | { readonly kind: 'running' | 'failed' }
  | { readonly kind: 'ready'; readonly location: string }

/**
 * What Auth0 keeps of what happened, and all accounts at once: one method is one call to the Management API, sent once.
 * @throws PodlinkError as `Auth0Accounts`.
 */
export type Auth0History = {
  /** Id of the newest entry of the tenant's log; null when it is empty. */
  readonly findNewestLog: () => Promise<string | null>
  readonly isLogKept: (logId: string) => Promise<boolean>
  /**
   * The next entries after this one, oldest first, at most 100; `last` is the id of the last of them, null when there is
   * none, and the only end of the log is such a page.
   */
  readonly listLogsAfter: (logId: string) => Promise<LogPage>
  /** Asks for a file that holds every account as it stands then or later. `not_in_plan`: the tenant may have none. */
  readonly startExport: () => Promise<ExportJob | 'not_in_plan'>
  readonly findExport: (jobId: string) => Promise<ExportState>
}
