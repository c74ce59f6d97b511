import { html } from 'hono/html'
import { failureOf } from '../../../runtime/action-execution.ts'
import { countUsers } from '../find-users.ts'
import { counted, figure, type Fragment } from '../show-text.ts'
import type { Panel } from './panel.ts'

function tile(name: string, value: number, rest: { note: string; isBad?: boolean }): Fragment {
  return html`<div class="tile${rest.isBad === true ? ' is-bad' : ''}">
    <dt>${name}</dt>
    <dd>
      <strong>${figure(value)}</strong><span>${rest.note}</span>
    </dd>
  </div>`
}

function count<Entry>(entries: readonly Entry[], isCounted: (entry: Entry) => boolean): number {
  return entries.reduce((sum, entry) => sum + Number(isCounted(entry)), 0)
}

const failedLogins: ReadonlySet<string> = new Set(['f', 'fp', 'fu'])

/** The tenant in seven numbers. */
export const figures: Panel = ({ tenant }) => {
  const users = countUsers(tenant)
  const refused = count(tenant.log.entries, ({ type }) => failedLogins.has(type))
  const failedRuns = count(tenant.executions, ({ results }) => failureOf(results) !== null)
  const { entries: sent } = tenant.deliveryLog
  const lost = count(sent, ({ status }) => status === null || status >= 400)
  const { entries: requests } = tenant.requestLog
  const limited = count(requests, ({ status }) => status === 429)
  const broken = count(requests, ({ status }) => status >= 500)
  const faults = tenant.faults.list().length
  return html`${[
    tile('Users', users.total, {
      note: `${figure(users.blocked)} blocked, ${figure(users.unverified)} unverified`,
    }),
    tile(
      'Logins',
      count(tenant.log.entries, ({ type }) => type === 's'),
      {
        note: `${figure(refused)} refused`,
      },
    ),
    tile('Action runs', tenant.executions.length, {
      note: `${figure(failedRuns)} failed`,
      isBad: failedRuns > 0,
    }),
    tile('Deliveries', sent.length, { note: `${figure(lost)} failed`, isBad: lost > 0 }),
    tile('Mails', tenant.mailSink.mails.length, { note: 'none leaves this machine' }),
    tile('Requests', requests.length, {
      note: `${figure(limited)} limited, ${figure(broken)} failed`,
      isBad: broken > 0,
    }),
    tile('Faults', faults, { note: faults === 0 ? 'all is well' : 'in force', isBad: faults > 0 }),
  ]}`
}

const minuteMs = 60_000

/** The tenant's time, and how far it was moved from this machine's. */
export const clock: Panel = ({ tenant }) => {
  const iso = new Date(tenant.now()).toISOString()
  const waiting = tenant.clock.waiting()
  const apartMinutes = Math.round((tenant.now() - Date.now()) / minuteMs)
  const notes = [
    apartMinutes === 0 ? 'as this machine' : apart(apartMinutes),
    ...(waiting === 0 ? [] : [`${counted(waiting, 'thing')} waiting`]),
  ]
  return html`<time datetime="${iso}">${iso.slice(0, 10)} <b>${iso.slice(11, 19)}</b></time> UTC
    <small>${notes.join(', ')}</small>`
}

function apart(minutes: number): string {
  const whole = Math.abs(minutes)
  const parts = [
    [Math.floor(whole / 1440), 'd'],
    [Math.floor(whole / 60) % 24, 'h'],
    [whole % 60, 'min'],
  ] as const
  const shown = parts.filter(([amount]) => amount > 0).slice(0, 2)
  const text = shown.map(([amount, unit]) => `${figure(amount)} ${unit}`).join(' ')
  return `${text} ${minutes > 0 ? 'ahead of' : 'behind'} this machine`
}
