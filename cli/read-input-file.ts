import { readFile, stat } from 'node:fs/promises'
import { PodlinkError } from '../kernel/errors.ts'
import type { CsvFile } from '../sync/source/read-csv.ts'

/** More is no text that the program can hold at once. */
const BYTES_MAX = 500_000_000

/** The file at the path. @throws PodlinkError CONFIG_INPUT_FILE when it cannot be read or is larger than 500 MB. */
export async function readInputFile(path: string): Promise<CsvFile> {
  try {
    // Before it is read: what is too large may not even fit into memory. A pipe has no size.
    const { size } = await stat(path)
    if (size > BYTES_MAX) throw tooLarge(path)
    const bytes = await readFile(path)
    if (bytes.length > BYTES_MAX) throw tooLarge(path)
    return { name: path, bytes }
  } catch (error) {
    if (error instanceof PodlinkError) throw error
    const { problem, fix } = REASONS[codeOf(error)] ?? OTHER
    throw new PodlinkError('CONFIG_INPUT_FILE', `${path} ${problem}`, { fix, cause: error })
  }
}

type Reason = { readonly problem: string; readonly fix: string }

const REASONS: Readonly<Record<string, Reason>> = {
  ENOENT: { problem: 'is not there', fix: 'Check the path.' },
  ENOTDIR: { problem: 'is not there', fix: 'Check the path.' },
  EISDIR: { problem: 'is a folder', fix: 'Name the file in it.' },
  EACCES: {
    problem: 'may not be read',
    fix: 'Get the right to read it, or run as somebody who has.',
  },
}
const OTHER: Reason = { problem: 'cannot be read', fix: 'Try again, or copy the file first.' }

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : ''
}

function tooLarge(path: string): PodlinkError {
  return new PodlinkError('CONFIG_INPUT_FILE', `${path} is larger than 500 MB`, {
    fix: 'Leave out columns that are not needed, or rows of people who are long gone.',
  })
}
