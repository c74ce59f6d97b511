import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16

/** Bytes that only the holder of the key can read; `sealed` ends with the authentication tag. */
export type SealedBody = { readonly nonce: Buffer; readonly sealed: Buffer }

/** Encrypts the body under a fresh nonce and binds it to `owner`, so that it opens in no other row. */
export function sealBody(body: Buffer, key: Buffer, owner: string): SealedBody {
  const nonce = randomBytes(12)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()])
  return { nonce, sealed }
}

/** The body again, or null when key, owner or bytes are not the ones it was sealed with. */
export function openBody(body: SealedBody, key: Buffer, owner: string): Buffer | null {
  const end = body.sealed.length - TAG_BYTES
  if (end < 0) return null
  try {
    const decipher = createDecipheriv(ALGORITHM, key, body.nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(owner))
      .setAuthTag(body.sealed.subarray(end))
    return Buffer.concat([decipher.update(body.sealed.subarray(0, end)), decipher.final()])
  } catch {
    return null
  }
}
