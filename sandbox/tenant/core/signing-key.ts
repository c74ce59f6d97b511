import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { exportJWK, type JWK } from 'jose'

export type SigningKey = {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: JWK
}

const generate = promisify(generateKeyPair)

/** A fresh 2048-bit key as PKCS#8 PEM, for callers that keep the tenant's identity across restarts. */
export async function createSigningKeyPem(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** The key that signs every token; made on first use, since it costs a tenth of a second. */
export function signingKeyOnce(options: { pem?: string }): () => Promise<SigningKey> {
  let key: Promise<SigningKey> | null = null
  return () => {
    key ??= makeKey(options)
    return key
  }
}

/** The same for the same key, so that applications which kept the public keys still know it after a restart. */
function keyIdOf(publicKey: KeyObject): string {
  const bytes = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 21)
}

async function makeKey(options: { pem?: string }): Promise<SigningKey> {
  const privateKey = createPrivateKey(options.pem ?? (await createSigningKeyPem()))
  const publicKey = createPublicKey(privateKey)
  const kid = keyIdOf(publicKey)
  const jwk = await exportJWK(publicKey)
  return { kid, privateKey, publicKey, jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' } }
}
