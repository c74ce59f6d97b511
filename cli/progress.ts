import pc from 'picocolors'

type Step = { readonly stage: string; readonly done: number; readonly total: number | null }

/** A line on a terminal's error output that says how far long work has come; nothing elsewhere. */
export type ProgressLine = { readonly show: (step: Step) => void; readonly clear: () => void }

/** Ten times a second is as often as anybody can read. */
const REDRAW_MS = 100

export function showProgress(isQuiet: boolean): ProgressLine {
  if (isQuiet || !process.stderr.isTTY) return { show: () => undefined, clear: () => undefined }
  let drawnAt = 0
  return {
    show: ({ stage, done, total }) => {
      const now = Date.now()
      if (done > 0 && now - drawnAt < REDRAW_MS) return
      drawnAt = now
      process.stderr.write(
        `\r\x1b[2K${pc.dim(`${stage} ${total === null ? (done === 0 ? '…' : String(done)) : bar(done, total)}`)}`,
      )
    },
    clear: () => {
      process.stderr.write('\r\x1b[2K')
    },
  }
}

function bar(done: number, total: number): string {
  const filled = Math.round((20 * done) / Math.max(1, total))
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done}/${total}`
}
