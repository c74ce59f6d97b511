import { once } from 'node:events'

/** Writes the pieces to standard output, no faster than whoever reads it. */
export async function writeOut(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
  }
}
