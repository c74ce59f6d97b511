import { DELIVERY_BYTES_MAX } from './contract/delivery.ts'

/** `incomplete`: the sender went away, or did not send everything in time. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' | 'incomplete' }

/** An Action gives up after 800 ms; who needs longer for 64 KiB keeps a place that others wait for. */
const BODY_TIMEOUT_MS = 2_000

/**
 * The bytes of the body, unless there are more than a delivery may have: what the sender says of its length is believed
 * only when it says too much, and nothing is kept beyond the limit. Takes 2 s at most.
 */
export async function readBody(request: Request): Promise<ReadBody> {
  if (Number(request.headers.get('content-length')) > DELIVERY_BYTES_MAX) {
    return { kind: 'too_large' }
  }
  if (request.body === null) return { kind: 'read', bytes: Buffer.alloc(0) }
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReadBody>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'incomplete' }), BODY_TIMEOUT_MS)
  })
  // A stream fails only when its sender breaks it off.
  const broken = (): ReadBody => ({ kind: 'incomplete' })
  const read = await Promise.race([readAll(reader).catch(broken), late])
  clearTimeout(timer)
  if (read.kind !== 'read') void reader.cancel().catch(broken)
  return read
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > DELIVERY_BYTES_MAX) return { kind: 'too_large' }
    chunks.push(read.value)
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) }
}
