/** Far above any answer of the receiver, far below what would trouble the login. */
const ANSWER_BYTES_MAX = 16_384

/**
 * The body exactly as it travelled, or null when it is too long or no UTF-8: such text would not be the signed bytes.
 * Rejects when the request is aborted meanwhile; the caller aborts it when it has no more use for it.
 */
export async function readAnswer(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length
    if (length > ANSWER_BYTES_MAX) return null
    chunks.push(read.value)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    return null
  }
}
