import { addNewest } from './drop-oldest.ts'

/**
 * A mail the tenant would have sent: to a person (`link` carries a one-time ticket, so keep it out of logs), or to the
 * tenant's owners about an import (`link` is the job).
 */
export type Mail = {
  readonly sentAtMs: number
  readonly template: 'verify_email' | 'reset_email' | 'import_completed'
  readonly to: string
  /** Null for a mail about no account. */
  readonly userId: string | null
  readonly link: string
}

const keptMailsMax = 10_000

/** The latest mails in the order they were sent; nothing is ever delivered. */
export type MailSink = {
  readonly mails: readonly Mail[]
  readonly send: (mail: Mail) => void
  readonly lastTo: (address: string) => Mail | undefined
}

/** Collects the mails of one tenant and keeps a bounded number of them. */
export function createMailSink(): MailSink {
  const mails: Mail[] = []
  return {
    mails,
    send: (mail) => addNewest(mails, mail, keptMailsMax),
    lastTo: (address) => mails.findLast((mail) => mail.to === address),
  }
}
