import { pino, type Logger } from 'pino'

export type { Logger }

/**
 * JSON lines on stderr, so that stdout stays free for results. Static messages with ids and counts; the listed
 * fields are blanked in case a caller slips, because no personal data or secret may reach a log.
 */
export function createLogger(options: { part: string; level: string }): Logger {
  return pino(
    {
      level: options.level,
      base: { part: options.part },
      redact: {
        paths: [
          'email',
          'name',
          'password',
          'secret',
          'token',
          'authorization',
          'body',
          '*.email',
          '*.name',
          '*.password',
          '*.secret',
          '*.token',
          '*.authorization',
          '*.body',
        ],
        censor: '[removed]',
      },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
