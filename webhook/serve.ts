import { createServer, type Server } from 'node:http'
import type { Readable } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { PodlinkError } from '../kernel/errors.ts'

export type RunningServer = {
  /** The port it listens on, also when 0 was asked for. */
  readonly port: number
  /** Takes no more requests, finishes those it has, and resolves when the last one is answered. */
  readonly stop: () => Promise<void>
}

/** A delivery is 64 KiB at most: whoever needs longer to send it is broken or means ill. */
const HEADERS_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 10_000
/** Longer than any request may take, shorter than a service manager waits before it kills. */
const STOP_TIMEOUT_MS = 15_000

/**
 * Serves the application over plain HTTP (TLS ends at the proxy in front).
 * @throws PodlinkError WEBHOOK_PORT_IN_USE, or CONFIG_INVALID when host and port cannot be listened on at all.
 */
export async function serve(
  app: {
    readonly fetch: (
      request: Request,
      env: { readonly incoming: Readable },
    ) => Response | Promise<Response>
  },
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  // Its own Response takes the place of the global one, and is written without a stream: half of the work of an answer.
  const listener = getRequestListener((request, { incoming }) => app.fetch(request, { incoming }))
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  )
  await listen(server, address)
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port
  return { port, stop: () => stop(server) }
}

function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, address)))
    server.listen(address.port, address.host, resolve)
  })
}

function toListenError(error: NodeJS.ErrnoException, address: { host: string; port: number }) {
  const { host, port } = address
  if (error.code === 'EADDRINUSE') {
    return new PodlinkError('WEBHOOK_PORT_IN_USE', `Port ${port} on ${host} is already in use.`, {
      fix: `Stop the other program (\`ss -ltnp | grep ${port}\` names it) or set RECEIVER_PORT to a free port.`,
      details: { port },
      cause: error,
    })
  }
  return new PodlinkError('CONFIG_INVALID', `The receiver cannot listen on ${host}:${port}.`, {
    fix: 'Set RECEIVER_HOST to an address of this machine and RECEIVER_PORT to a port above 1023.',
    details: { port, systemCode: error.code ?? null },
    cause: error,
  })
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  // A connection that finishes its request now stays open for the next one, which must not come.
  const closing = setInterval(() => server.closeIdleConnections(), 50)
  const cutting = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS)
  await closed
  clearInterval(closing)
  clearTimeout(cutting)
}
