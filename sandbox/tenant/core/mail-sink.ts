/** A mail the tenant would have sent. `link` carries a one-time ticket, so keep it out of logs. */
export type Mail = {
  readonly sentAtMs: number
  readonly template: 'verify_email' | 'reset_email'
  readonly to: string
  readonly userId: string
  readonly link: string
}

/** Mails in the order they were sent; nothing is ever delivered. */
export type MailSink = {
  readonly mails: readonly Mail[]
  readonly send: (mail: Mail) => void
  readonly lastTo: (address: string) => Mail | undefined
}

/** Collects every mail of one tenant. */
export function createMailSink(): MailSink {
  const mails: Mail[] = []
  return {
    mails,
    send: (mail) => void mails.push(mail),
    lastTo: (address) => mails.findLast((mail) => mail.to === address),
  }
}
