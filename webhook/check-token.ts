import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether the header is `Bearer` and one of the tokens. Takes as long for a wrong token as for a right one. */
export function checkToken(header: string | null, tokens: readonly string[]): boolean {
  const offered = digest(header ?? '')
  let isRight = false
  for (const token of tokens) {
    if (timingSafeEqual(offered, digest(`Bearer ${token}`))) isRight = true
  }
  return isRight
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
