import { connect } from 'node:net'

const CONNECT_MS = 2_000
const PROTOCOL_VERSION = 10

/** Whether a MySQL-compatible server on this port of 127.0.0.1 greets a new connection; false also when it refuses. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const answer = (isReady: boolean) => {
      socket.destroy()
      resolve(isReady)
    }
    socket.setTimeout(CONNECT_MS, () => answer(false))
    socket.on('error', () => answer(false))
    socket.on('close', () => answer(false))
    // A packet: three bytes of length, one of sequence, then the protocol's version or 0xff for an error.
    socket.once('data', (bytes) => answer(bytes[4] === PROTOCOL_VERSION))
  })
}
