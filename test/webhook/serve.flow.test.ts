import { connect } from 'node:net'
import { once } from 'node:events'
import { Hono } from 'hono'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { PodlinkError } from '../../kernel/errors.ts'
import { type RunningServer, serve } from '../../webhook/serve.ts'
import { openReceiver, signedRequest, unreachableStore } from './open-receiver.ts'

const LOOPBACK = { host: '127.0.0.1', port: 0 }
const running: RunningServer[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
})

async function start(app: Hono, address = LOOPBACK) {
  const server = await serve(app, address)
  running.push(server)
  return server
}

describe('serve', () => {
  test('answers on the port it tells, with the signature checked over the bytes of the wire', async () => {
    const { port } = await start(openReceiver(unreachableStore()))
    const { headers } = signedRequest('{"name":"é"}')
    const url = `http://127.0.0.1:${port}/auth0/events`

    const forged = await fetch(url, { method: 'POST', headers, body: '{"name":"e"}' })
    const genuine = await fetch(url, { method: 'POST', headers, body: '{"name":"é"}' })

    expect(forged.status).toBe(401)
    // Genuine but no delivery: it goes to the dead letters, and this store is away.
    expect(genuine.status).toBe(503)
  })

  test('cuts a body without a stated length at the limit', async () => {
    const { port } = await start(openReceiver(unreachableStore()))
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write(
      'POST /auth0/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    for (let sent = 0; sent < 9; sent += 1) socket.write(`2000\r\n${'x'.repeat(0x2000)}\r\n`)

    const [answer] = (await once(socket, 'data')) as [Buffer]

    socket.destroy()
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('lets no stranger with an unfinished body shut out a sender, and cuts him off', async () => {
    const { port } = await start(openReceiver(unreachableStore(), { inFlightMax: 1 }))
    const stranger = connect(port, '127.0.0.1').on('error', () => undefined)
    const closed = once(stranger, 'close')
    let answer = ''
    stranger.on('data', (data: Buffer) => {
      answer += data.toString()
    })
    stranger.write(
      'POST /auth0/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\nx',
    )
    const { headers } = signedRequest('{}')
    const url = `http://127.0.0.1:${port}/auth0/events`

    const genuine = await fetch(url, { method: 'POST', headers, body: '{}' })
    await closed

    // It reaches the store, which is away here, and is not told that the receiver is busy.
    expect(await genuine.json()).toMatchObject({ code: 'store_unavailable' })
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('counts a sender who goes away in the middle of a body, and holds no place for him', async () => {
    const { port } = await start(openReceiver(unreachableStore(), { readingMax: 1 }))
    const sender = connect(port, '127.0.0.1').on('error', () => undefined)
    sender.write(
      'POST /auth0/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\nx',
    )
    await vi.waitFor(async () => {
      const { headers } = signedRequest('{}')
      const url = `http://127.0.0.1:${port}/auth0/events`
      const other = await fetch(url, { method: 'POST', headers, body: '{}' })
      expect(await other.json()).toMatchObject({ code: 'overloaded' })
    })

    sender.destroy()

    await vi.waitFor(async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      expect(metrics).toContain('podlink_deliveries_total{outcome="body_incomplete"} 1')
    })
  })

  test('names the port that is taken and what to do', async () => {
    const { port } = await start(new Hono())

    const second = serve(new Hono(), { host: '127.0.0.1', port })

    await expect(second).rejects.toBeInstanceOf(PodlinkError)
    await expect(second).rejects.toMatchObject({
      code: 'WEBHOOK_PORT_IN_USE',
      message: expect.stringContaining(String(port)),
      fix: expect.stringContaining('RECEIVER_PORT'),
    })
  })

  test('says so when the host is none of this machine', async () => {
    const server = serve(new Hono(), { host: '192.0.2.1', port: 0 })

    await expect(server).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('finishes the request it has accepted before it stops, and takes no other', async () => {
    let accept: (() => void) | undefined
    let finish: (() => void) | undefined
    const accepted = new Promise<void>((resolve) => {
      accept = resolve
    })
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const app = new Hono().get('/slow', async (c) => {
      accept?.()
      await finished
      return c.text('finished')
    })
    const server = await serve(app, LOOPBACK)
    const url = `http://127.0.0.1:${server.port}/slow`
    const first = fetch(url)
    await accepted

    const stopped = server.stop()
    const second = fetch(url)
    await expect(second).rejects.toThrow('fetch failed')
    finish?.()

    expect(await (await first).text()).toBe('finished')
    await stopped
  })
})
