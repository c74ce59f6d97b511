import type { Readable } from 'node:stream'

/** `incomplete`: the sender went away, or did not send everything in time. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' | 'incomplete' }

export type BodyLimits = { readonly bytesMax: number; readonly timeoutMs: number }

/** A request, and what Node received it as, where it came over the network: its bytes are had for less there. */
export type Received = {
  readonly request: Request
  readonly incoming?: Readable | undefined
}

/** What is read until `stop`, which leaves the rest where it is. */
type Reading = { readonly read: Promise<ReadBody>; readonly stop: () => void }

/**
 * The bytes of the body, unless there are more than allowed: what the sender says of its length is believed only when it
 * says too much, and nothing is kept beyond the limit. Takes `timeoutMs` at most.
 */
export async function readBody(received: Received, limits: BodyLimits): Promise<ReadBody> {
  const { request, incoming } = received
  const { bytesMax, timeoutMs } = limits
  if (Number(request.headers.get('content-length')) > bytesMax) return { kind: 'too_large' }
  const reading =
    incoming === undefined ? readStream(request, bytesMax) : readIncoming(incoming, bytesMax)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReadBody>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'incomplete' }), timeoutMs)
  })
  const read = await Promise.race([reading.read, late])
  clearTimeout(timer)
  if (read.kind !== 'read') reading.stop()
  return read
}

function readIncoming(incoming: Readable, bytesMax: number): Reading {
  const chunks: Buffer[] = []
  let length = 0
  let settle: ((read: ReadBody) => void) | undefined
  const read = new Promise<ReadBody>((resolve) => {
    settle = resolve
  })
  const take = (chunk: Buffer) => {
    length += chunk.length
    if (length > bytesMax) end({ kind: 'too_large' })
    else chunks.push(chunk)
  }
  const complete = () => end({ kind: 'read', bytes: Buffer.concat(chunks, length) })
  const breakOff = () => end({ kind: 'incomplete' })
  const end = (outcome: ReadBody) => {
    incoming.off('data', take).off('end', complete).off('error', breakOff).off('close', breakOff)
    settle?.(outcome)
  }
  incoming.on('data', take).on('end', complete).on('error', breakOff).on('close', breakOff)
  return { read, stop: breakOff }
}

function readStream(request: Request, bytesMax: number): Reading {
  if (request.body === null) {
    return {
      read: Promise.resolve({ kind: 'read', bytes: Buffer.alloc(0) }),
      stop: () => undefined,
    }
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  // A stream fails only when its sender breaks it off.
  const broken = (): ReadBody => ({ kind: 'incomplete' })
  return {
    read: readAll(reader, bytesMax).catch(broken),
    stop: () => void reader.cancel().catch(broken),
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  bytesMax: number,
): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > bytesMax) return { kind: 'too_large' }
    chunks.push(read.value)
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) }
}
