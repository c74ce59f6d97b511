/** One thing podlink depends on, and whether it is as it should be. */
export type Finding = {
  readonly subject: string
  readonly state: 'ok' | 'warning' | 'wrong'
  /** What was found, without secrets. */
  readonly found: string
  /** What to do about it; null when all is well. */
  readonly fix: string | null
}

/** All is well. */
export function ok(subject: string, found: string): Finding {
  return { subject, state: 'ok', found, fix: null }
}

/** podlink cannot work like this. */
export function wrong(subject: string, found: string, fix: string): Finding {
  return { subject, state: 'wrong', found, fix }
}

/** podlink works, and somebody should look at it. */
export function warning(subject: string, found: string, fix: string): Finding {
  return { subject, state: 'warning', found, fix }
}
