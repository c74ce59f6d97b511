import { DELIVERY_BYTES_MAX } from './contract/delivery.ts'

/**
 * The bytes of the body, or null as soon as there are more than a delivery may have: what the sender says of its length
 * is believed only when it says too much, and nothing is kept beyond the limit.
 */
export async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length')) > DELIVERY_BYTES_MAX) return null
  if (request.body === null) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > DELIVERY_BYTES_MAX) {
      await reader.cancel()
      return null
    }
    chunks.push(read.value)
  }
  return Buffer.concat(chunks)
}
