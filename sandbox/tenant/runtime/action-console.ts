import { AsyncLocalStorage } from 'node:async_hooks'
import { format } from 'node:util'

const capturedMax = 256 * 1024

type Captured = { text: string }

/** Console output of one execution; concurrent executions of one loaded Action do not mix. */
export type ActionConsole = {
  readonly console: Readonly<Record<string, (...values: unknown[]) => void>>
  readonly capture: <Result>(run: () => Result) => { result: Result; read: () => string }
}

/** A console that keeps what is printed, up to 256 kB per execution, and shows it nowhere else. */
export function createActionConsole(): ActionConsole {
  const current = new AsyncLocalStorage<Captured>()
  const print = (...values: unknown[]): void => {
    const captured = current.getStore()
    if (captured === undefined) return
    captured.text = `${captured.text}${format(...values)}\n`.slice(0, capturedMax)
  }
  const names = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir']
  return {
    console: Object.fromEntries(names.map((name) => [name, print])),
    capture: (run) => {
      const captured: Captured = { text: '' }
      return { result: current.run(captured, run), read: () => captured.text }
    },
  }
}
