import { generate } from 'selfsigned'

/** PEM texts: the authority to trust, and the server's certificate with its key. */
export type LocalCertificate = {
  readonly caCert: string
  readonly cert: string
  readonly key: string
}

const lifetimeMs = 3650 * 86_400_000

/**
 * A private authority and a certificate from it for localhost, 127.0.0.1 and ::1. The authority's key is forgotten, so
 * nothing else can ever be signed by it. Clients trust it with `NODE_EXTRA_CA_CERTS=<file with caCert>`.
 */
export async function createLocalCertificate(now: () => number): Promise<LocalCertificate> {
  const common = {
    algorithm: 'sha256',
    keyType: 'ec' as const,
    // An hour back, for clocks that disagree a little.
    notBeforeDate: new Date(now() - 3_600_000),
    notAfterDate: new Date(now() + lifetimeMs),
  }
  const authority = await generate([{ name: 'commonName', value: 'podlink local authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  })
  return { caCert: authority.cert, cert: server.cert, key: server.private }
}
