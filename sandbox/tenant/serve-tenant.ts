import { createServer, type Server } from 'node:https'
import { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { PodlinkError } from '../../kernel/errors.ts'
import type { LocalCertificate } from './certificate.ts'
import { isConnectionReset } from './core/connection-reset.ts'
import type { Tenant } from './create-tenant.ts'

// auth0-deploy-cli blocks its own event loop for longer than Node's default of 5 s and does not retry on a closed socket.
const keepAliveTimeoutMs = 600_000

export type ServedTenant = {
  readonly tenant: Tenant
  readonly port: number
  readonly close: () => Promise<void>
}

type ServeOptions = {
  /** 0 takes any free port. */
  readonly port: number
  readonly certificate: Pick<LocalCertificate, 'cert' | 'key'>
  /** Makes the tenant once its domain (`localhost:<port>`) is known. */
  readonly build: (domain: string) => Tenant
}

/**
 * A way to cut the connection below TLS, as a broken line does: the client sees a reset, not a polite end. Node tells
 * the TCP socket of a TLS connection at its beginning only, so it is remembered by the client's port.
 */
function resetsOf(server: Server): (remotePort: number | undefined) => void {
  const sockets = new Map<number | undefined, Socket>()
  server.on('connection', (socket) => {
    if (!(socket instanceof Socket)) return
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  return (remotePort) => sockets.get(remotePort)?.resetAndDestroy()
}

/**
 * Serves a tenant over HTTPS on 127.0.0.1. `close` ends open connections at once.
 * @throws SANDBOX_FAILED when the port cannot be had.
 */
export async function serveTenant(options: ServeOptions): Promise<ServedTenant> {
  const { cert, key } = options.certificate
  const server = createServer({ cert, key, keepAlive: true })
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.headersTimeout = keepAliveTimeoutMs + 1000
  const reset = resetsOf(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  }).catch((cause: unknown) => {
    throw new PodlinkError('SANDBOX_FAILED', `Port ${options.port} cannot be used`, {
      fix: 'Stop what listens there, or choose another port (0 takes any free one).',
      cause,
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const tenant = options.build(`localhost:${port}`)
  const listener = getRequestListener(
    async (request, env) => {
      const response = await tenant.app.fetch(request)
      if (isConnectionReset(response) && 'incoming' in env) reset(env.incoming.socket.remotePort)
      return response
    },
    // Whoever starts a tenant keeps his own Request and Response.
    { overrideGlobalObjects: false },
  )
  server.on('request', (request, response) => void listener(request, response))
  return {
    tenant,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      server.closeAllConnections()
      await closed
      tenant.clock.stop()
      await tenant.idle()
      await tenant.actionInstances.stop()
    },
  }
}
