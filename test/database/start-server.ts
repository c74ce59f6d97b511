import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createConnection } from 'mysql2/promise'
import type { TestProject } from 'vitest/node'
import { findServer } from '../../sandbox/mysql/find-server.ts'
import { startPrivateServer, stopPrivateServer } from '../../sandbox/mysql/private-server.ts'
import { isAlive } from '../../sandbox/mysql/server-processes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An account that may create schemas and users: `mysql://user:password@host:port[/schema]`. */
    adminUrl: string
  }
}

const PODLINK_FOLDER = fileURLToPath(new URL('../../.podlink', import.meta.url))
const FOLDER_PREFIX = 'test-server-'

/**
 * Gives every database test the server of DATABASE_URL, or else a server of this run: the projects of one run share
 * it, two runs at once have one each, and it ends with the run even when the run is killed.
 */
export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL']
  if (given !== undefined && given !== '') {
    project.provide('adminUrl', given)
    return borrowGrantOption(given)
  }
  await removeDeadFolders()
  const search = await findServer({
    podlinkFolder: PODLINK_FOLDER,
    searchPath: process.env['PATH'] ?? '',
  })
  if (search.kind === 'missing') {
    throw new Error(`The database tests need a server: run "node setup.mjs". ${search.advice}`)
  }
  const folder = join(PODLINK_FOLDER, `${FOLDER_PREFIX}${process.pid}`)
  const server = await startPrivateServer({ folder, server: search.server })
  project.provide('adminUrl', server.adminUrl)
  return async () => {
    if (await server.stop()) await rm(folder, { recursive: true, force: true })
  }
}

/** Folders of runs that were killed; their servers have ended by themselves. */
async function removeDeadFolders(): Promise<void> {
  for (const name of await readdir(PODLINK_FOLDER).catch(() => [])) {
    const pid = Number(name.slice(FOLDER_PREFIX.length))
    if (!name.startsWith(FOLDER_PREFIX) || (await isAlive(pid))) continue
    const folder = join(PODLINK_FOLDER, name)
    await stopPrivateServer(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Tests make accounts that hold less than the given one, which needs the right to grant. An administrator's account
 * without it may still take it; it is given back when the run ends.
 */
async function borrowGrantOption(adminUrl: string): Promise<() => Promise<void>> {
  const grants = await onServer(adminUrl, 'SHOW GRANTS')
  if (grants.includes('WITH GRANT OPTION')) return () => Promise.resolve()
  const setGrantOption = async (value: 'Y' | 'N') => {
    await onServer(
      adminUrl,
      `UPDATE mysql.user SET Grant_priv = '${value}' WHERE CONCAT(User, '@', Host) = CURRENT_USER()`,
      'FLUSH PRIVILEGES',
    )
  }
  await setGrantOption('Y')
  return () => setGrantOption('N')
}

async function onServer(adminUrl: string, ...statements: readonly string[]): Promise<string> {
  const connection = await createConnection(adminUrl)
  try {
    let answer: unknown
    for (const statement of statements) [answer] = await connection.query(statement)
    return JSON.stringify(answer)
  } finally {
    await connection.end()
  }
}
