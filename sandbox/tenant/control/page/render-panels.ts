import { createHash } from 'node:crypto'
import { actions, executions } from './panels/actions.ts'
import { clock, figures } from './panels/figures.ts'
import type { Panel, PanelDeps, View } from './panels/panel.ts'
import { faults, mails, outcomes } from './panels/side.ts'
import { tenantLog } from './panels/tenant-log.ts'
import { buckets, deliveries, requests } from './panels/traffic.ts'
import { userDetails } from './panels/user-details.ts'
import { users } from './panels/users.ts'
import type { Fragment } from './show-text.ts'

const panels = {
  clock,
  figures,
  users,
  user: userDetails,
  actions,
  executions,
  deliveries,
  mails,
  buckets,
  faults,
  requests,
  log: tenantLog,
  outcomes,
} satisfies Readonly<Record<string, Panel>>

export type PanelName = keyof typeof panels

/** Every part of the page as it is now. */
export function renderPanels(deps: PanelDeps, view: View): Readonly<Record<PanelName, Fragment>> {
  const rendered = Object.entries(panels).map(([name, panel]) => [name, panel(deps, view)] as const)
  return Object.fromEntries(rendered) as Record<PanelName, Fragment>
}

export type ChangedPanel = { readonly mark: string; readonly html: string }

/** The parts whose mark is not among `known` (`<name>:<mark>`): what a reader has not seen yet. */
export async function changedPanels(
  deps: PanelDeps,
  view: View,
  known: ReadonlySet<string>,
): Promise<Readonly<Record<string, ChangedPanel>>> {
  const changed: Record<string, ChangedPanel> = {}
  for (const [name, fragment] of Object.entries(renderPanels(deps, view))) {
    const html = String(await fragment)
    const mark = createHash('sha256').update(html).digest('base64url').slice(0, 12)
    if (!known.has(`${name}:${mark}`)) changed[name] = { mark, html }
  }
  return changed
}
