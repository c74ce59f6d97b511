import { readFile } from 'node:fs/promises'
import { PodlinkError } from '../kernel/errors.ts'
import type { CsvFile } from '../sync/source/read-csv.ts'

/** The file at the path. @throws PodlinkError CONFIG_INPUT_FILE when it cannot be read. */
export async function readInputFile(path: string): Promise<CsvFile> {
  try {
    return { name: path, bytes: await readFile(path) }
  } catch (error) {
    throw new PodlinkError('CONFIG_INPUT_FILE', `${path} cannot be read`, {
      fix: 'Check the path and that you may read the file.',
      cause: error,
    })
  }
}
