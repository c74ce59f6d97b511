/** `incomplete`: the sender went away, or did not send everything in time. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' | 'incomplete' }

export type BodyLimits = { readonly bytesMax: number; readonly timeoutMs: number }

/**
 * The bytes of the body, unless there are more than allowed: what the sender says of its length is believed only when it
 * says too much, and nothing is kept beyond the limit. Takes `timeoutMs` at most.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<ReadBody> {
  const { bytesMax, timeoutMs } = limits
  if (Number(request.headers.get('content-length')) > bytesMax) return { kind: 'too_large' }
  if (request.body === null) return { kind: 'read', bytes: Buffer.alloc(0) }
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReadBody>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'incomplete' }), timeoutMs)
  })
  // A stream fails only when its sender breaks it off.
  const broken = (): ReadBody => ({ kind: 'incomplete' })
  const read = await Promise.race([readAll(reader, bytesMax).catch(broken), late])
  clearTimeout(timer)
  if (read.kind !== 'read') void reader.cancel().catch(broken)
  return read
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
