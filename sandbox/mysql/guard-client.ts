import { connect, type Socket } from 'node:net'
import { createInterface, type Interface } from 'node:readline'

/** A use of a running server: as long as it is open, the guard lets the server run. */
export type GuardedServer = {
  readonly port: number
  readonly serverPid: number
  /** The server stays when this process ends without `release`. */
  readonly keep: () => void
  /** Resolves to true when the server has ended, to false when somebody else still uses it. */
  readonly release: () => Promise<boolean>
  /** Ends the server whoever uses it; resolves when it has ended. */
  readonly stop: () => Promise<boolean>
}

const ANSWER_MS = 5_000

/** Joins the users of the server behind `guardSocket`; null when no guard answers there. */
export function joinGuard(guardSocket: string): Promise<GuardedServer | null> {
  return new Promise((resolve) => {
    const socket = connect(guardSocket)
    const lines = createInterface({ input: socket })
    const giveUp = () => {
      socket.destroy()
      resolve(null)
    }
    const timer = setTimeout(giveUp, ANSWER_MS)
    socket.on('error', giveUp)
    socket.on('close', giveUp)
    lines.on('error', giveUp)
    lines.once('line', (line) => {
      clearTimeout(timer)
      const hello = parseHello(line)
      if (hello === null) return giveUp()
      socket.off('close', giveUp)
      // A process that forgets to release must still be able to end.
      socket.unref()
      return resolve({
        ...hello,
        keep: () => void socket.write('keep\n'),
        release: () => ask(socket, lines, 'release'),
        stop: () => ask(socket, lines, 'stop'),
      })
    })
  })
}

function ask(socket: Socket, lines: Interface, request: 'release' | 'stop'): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(true)
    socket.ref()
    lines.once('line', (answer) => {
      socket.end()
      resolve(answer === 'ended')
    })
    // A guard that goes away without an answer has taken its server with it.
    socket.once('close', () => resolve(true))
    return socket.write(`${request}\n`)
  })
}

function parseHello(line: string): { port: number; serverPid: number } | null {
  const value: unknown = JSON.parse(line)
  if (typeof value !== 'object' || value === null) return null
  if (!('port' in value) || !('serverPid' in value)) return null
  return typeof value.port === 'number' && typeof value.serverPid === 'number'
    ? { port: value.port, serverPid: value.serverPid }
    : null
}
