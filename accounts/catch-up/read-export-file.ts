import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { PodlinkError } from '../../kernel/errors.ts'

/** For the whole file; Auth0's address for it is good for a minute. */
const DOWNLOAD_MAX_MS = 300_000
/** About a million accounts; what is held of each stays in memory until all of them are checked. */
const BYTES_MAX = 512 * 1024 * 1024

/**
 * Fetches a gzipped file and gives its lines to `onLine`, one after the other, counted from 1. It returns only when the
 * whole file came and its checksum was right.
 * @throws PodlinkError SOURCE_INCOMPLETE (`isRetryable`: the file may be fetched again); whatever `onLine` throws passes
 * through, and so does the signal's reason.
 */
export async function readExportFile(
  deps: { readonly fetch: typeof fetch; readonly signal: AbortSignal },
  location: string,
  onLine: (text: string, line: number) => void,
): Promise<void> {
  if (!location.startsWith('https://')) throw unsafe()
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(DOWNLOAD_MAX_MS)])
  try {
    const response = await deps.fetch(location, { signal })
    if (!response.ok || response.body === null) throw notWhole({ status: response.status })
    // The DOM and Node each have a type of their own for the same stream.
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
    await pipeline(body, createGunzip(), (chunks) => splitLines(chunks, onLine), { signal })
  } catch (error) {
    deps.signal.throwIfAborted()
    if (error instanceof PodlinkError) throw error
    throw notWhole({}, error)
  }
}

async function splitLines(
  chunks: AsyncIterable<Buffer>,
  onLine: (text: string, line: number) => void,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let line = 0
  let rest = ''
  const tell = (text: string) => {
    line += 1
    if (text.trim() !== '') onLine(text, line)
  }
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > BYTES_MAX) throw tooLarge()
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) tell(text)
  }
  tell(rest + decoder.decode())
}

function notWhole(details: { readonly status?: number }, cause?: unknown): PodlinkError {
  return new PodlinkError(
    'SOURCE_INCOMPLETE',
    'Auth0’s export of all accounts did not come whole.',
    {
      fix: 'Nothing was written. Run `podlink catch-up` again; a proxy on the way to the file’s address may cut it.',
      isRetryable: true,
      details,
      cause,
    },
  )
}

function unsafe(): PodlinkError {
  return new PodlinkError('AUTH0_FAILED', 'Auth0 named an address without TLS for an export.', {
    fix: 'Check that AUTH0_DOMAIN names the tenant itself and no proxy changes its answers.',
  })
}

function tooLarge(): PodlinkError {
  return new PodlinkError('SOURCE_INCOMPLETE', 'Auth0’s export of all accounts is too large.', {
    fix: 'podlink holds about a million accounts at once. Nothing was written; please report it.',
    details: { bytesMax: BYTES_MAX },
  })
}
