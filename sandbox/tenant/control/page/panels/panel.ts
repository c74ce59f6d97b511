import type { TenantContext } from '../../../tenant-context.ts'
import type { Outcomes } from '../outcomes.ts'
import type { Fragment } from '../show-text.ts'

/** What somebody looks at: the people he searches for and the one whose details are open. */
export type View = { readonly search: string; readonly userId: string }

export type PanelDeps = { readonly tenant: TenantContext; readonly outcomes: Outcomes }

/** One part of the page that keeps itself up to date. */
export type Panel = (deps: PanelDeps, view: View) => Fragment

export const rowsMax = 50
