import type { TenantContext } from '../tenant-context.ts'
import type { TicketRecord, UserRecord } from '../tenant-state.ts'

/** Five days, Auth0's own default. */
export const ticketLifetimeSeconds = 432_000

const pages = { verify_email: 'email-verification', change_password: 'reset-password' } as const

type NewTicket = Pick<TicketRecord, 'kind' | 'user_id'> &
  Partial<Pick<TicketRecord, 'result_url' | 'markEmailAsVerified'>> & {
    readonly lifetimeSeconds?: number | undefined
  }

/** Issues a one-time ticket and returns the address that redeems it. */
export function issueTicket(tenant: TenantContext, wanted: NewTicket): string {
  const ticket = tenant.ids.word(32)
  const lifetimeSeconds = wanted.lifetimeSeconds ?? ticketLifetimeSeconds
  tenant.state.tickets.set(ticket, {
    kind: wanted.kind,
    user_id: wanted.user_id,
    expiresAtMs: tenant.now() + lifetimeSeconds * 1000,
    result_url: wanted.result_url ?? null,
    markEmailAsVerified: wanted.markEmailAsVerified ?? false,
  })
  // The empty fragment at the end is in every recorded link.
  return `${tenant.issuer}u/${pages[wanted.kind]}?ticket=${ticket}#`
}

/** The ticket with its account, or null when it is unknown, of another kind, too old or used up. */
export function peekTicket(
  tenant: TenantContext,
  kind: TicketRecord['kind'],
  ticket: string,
): { readonly ticket: TicketRecord; readonly user: UserRecord } | null {
  const record = tenant.state.tickets.get(ticket)
  if (record === undefined || record.kind !== kind) return null
  if (record.expiresAtMs <= tenant.now()) return null
  const user = tenant.state.users.get(record.user_id)
  return user === undefined ? null : { ticket: record, user }
}

/** Mails the verification link; nothing for an account without an address. */
export function sendVerificationMail(tenant: TenantContext, user: UserRecord): void {
  if (user.email === undefined) return
  const link = issueTicket(tenant, { kind: 'verify_email', user_id: user.user_id })
  tenant.mailSink.send({
    sentAtMs: tenant.now(),
    template: 'verify_email',
    to: user.email,
    userId: user.user_id,
    link,
  })
}
