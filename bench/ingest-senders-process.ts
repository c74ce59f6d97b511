import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { DELIVERY_PATH } from '../webhook/contract/delivery.ts'
import { sign } from '../webhook/contract/signature.ts'
import { answerBench, benchTask, cpuMs } from './bench-process.ts'
import { benchEvents, SECRET } from './ingest-company.ts'

/**
 * Senders that keep their connections: each sends its next event when the last one is answered. Requests are signed before
 * the clock starts and written to plain sockets, so that the machine's cores are left to whom is measured.
 */
const { port, senders, startMs, newcomerEvery } = benchTask()
const events = benchEvents(new Date(Number(startMs)), Number(newcomerEvery))

await answerBench(
  {},
  async ({ count }) => {
    const requests = Array.from({ length: Number(count) }, nextRequest)
    const sockets = await Promise.all(Array.from({ length: Number(senders) }, openSocket))
    const latencies: number[] = []
    const outcomes: Record<string, number> = {}
    const cpuBefore = cpuMs()
    const startedMs = performance.now()
    let next = 0
    await Promise.all(
      sockets.map(async (socket) => {
        for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
          const sentMs = performance.now()
          const outcome = await send(socket, request)
          latencies.push(performance.now() - sentMs)
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        }
      }),
    )
    const tookMs = performance.now() - startedMs
    const usedMs = cpuMs() - cpuBefore
    for (const socket of sockets) socket.destroy()
    return { tookMs, latencies, outcomes, cpuMs: usedMs }
  },
  () => Promise.resolve(),
)

function nextRequest(): Buffer {
  const { id, body } = events.next().value
  const text = JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const lines = [
    `POST ${DELIVERY_PATH} HTTP/1.1`,
    'host: receiver',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `webhook-id: ${id}`,
    `webhook-timestamp: ${timestamp}`,
    `webhook-signature: ${sign({ id, timestamp, body: text }, SECRET)}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`)
}

async function openSocket(): Promise<Socket> {
  const socket = connect(Number(port), '127.0.0.1').setNoDelay().setEncoding('latin1')
  await once(socket, 'connect')
  return socket
}

/** `recorded`, `duplicate`, or the HTTP status of any other answer. */
function send(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: string) => {
      text += chunk
      const outcome = outcomeOf(text)
      if (outcome === null) return
      socket.off('data', read).off('close', cut)
      resolve(outcome)
    }
    const cut = () => reject(new Error(`the connection was closed after: ${text.slice(0, 40)}`))
    socket.on('data', read).on('close', cut)
    socket.write(request)
  })
}

/** Null until the whole answer is there; all of them state their length. */
function outcomeOf(text: string): string | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const length = Number(/\r\ncontent-length: *([0-9]+)/i.exec(text)?.[1])
  if (Number.isNaN(length)) throw new Error(`an answer without a length: ${text.slice(0, end)}`)
  if (text.length < end + 4 + length) return null
  const status = text.slice(9, 12)
  if (status !== '200') return status
  const { status: outcome } = JSON.parse(text.slice(end + 4)) as { status: string }
  return outcome
}
