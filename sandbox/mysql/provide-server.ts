import { mkdir } from 'node:fs/promises'
import { PodlinkError } from '../../kernel/errors.ts'
import { canUnpackPackages } from '../debian/unpack-packages.ts'
import { type DatabaseServer, findServer } from './find-server.ts'
import { unpackServer } from './unpack-server.ts'

/**
 * Returns a database server program of this machine; where there is none and the system is a Debian or Ubuntu,
 * unpacks one into `podlinkFolder` first, without root. `searchPath` is the PATH variable.
 * @throws PodlinkError SANDBOX_NO_DATABASE_SERVER with advice for this platform.
 */
export async function provideServer(options: {
  readonly podlinkFolder: string
  readonly searchPath: string
  readonly report: (line: string) => void
}): Promise<DatabaseServer> {
  const first = await findServer(options)
  if (first.kind === 'found') return first.server
  if (!(await canUnpackPackages())) throw noServer(first.advice)
  await mkdir(options.podlinkFolder, { recursive: true })
  await unpackServer(options.podlinkFolder, options.report)
  const second = await findServer(options)
  if (second.kind === 'found') return second.server
  throw noServer(`Remove ${options.podlinkFolder}/mariadb and try again. ${second.advice}`)
}

function noServer(fix: string): PodlinkError {
  return new PodlinkError(
    'SANDBOX_NO_DATABASE_SERVER',
    'No MariaDB or MySQL server program was found on this machine.',
    { fix },
  )
}
