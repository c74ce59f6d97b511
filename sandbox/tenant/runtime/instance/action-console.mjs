// The console of an Action: prints nowhere, but sends what is printed, execution by execution.
import { Console } from 'node:console'
import { Writable } from 'node:stream'

// The size of the buffer in Auth0's own runtime (auth0-facts 1.5).
const PRINTED_BYTES_MAX = 256 * 1024

/** Text printed outside an execution is lost; what goes over the limit is cut off. */
export function actionConsole(current, send) {
  const sink = new Writable({
    decodeStrings: true,
    write(chunk, _encoding, done) {
      const execution = current.getStore()
      if (execution !== undefined) {
        const kept = chunk.subarray(0, Math.max(0, PRINTED_BYTES_MAX - execution.printedBytes))
        execution.printedBytes += kept.length
        const text = kept.toString('utf8')
        if (text !== '') send({ kind: 'printed', id: execution.id, text })
      }
      done()
    },
  })
  return new Console({ stdout: sink, stderr: sink, colorMode: false })
}
