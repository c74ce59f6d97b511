import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import type { DatabaseServer } from './find-server.ts'

/** Where everything of one private server is. */
export type ServerFolder = {
  /** Holds all of it; one server per folder. */
  readonly folder: string
  readonly dataFolder: string
  /** A path short enough for a unix socket, also when `folder` is not. */
  readonly socketFolder: string
}

/**
 * The command line of a server that answers on 127.0.0.1 only, reads no configuration of the machine, speaks utf8mb4
 * and UTC, and writes every commit to the disk before it answers.
 */
export function serverOptions(
  server: DatabaseServer,
  place: ServerFolder,
  port: number,
): readonly string[] {
  return [
    ...commonOptions(server, place.dataFolder),
    `--socket=${join(place.socketFolder, 'mysql.sock')}`,
    `--pid-file=${join(place.folder, 'server.pid')}`,
    `--tmpdir=${join(place.folder, 'tmp')}`,
    `--init-file=${join(place.folder, 'start.sql')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-buffer-pool-size=128M',
    '--max-connections=200',
    '--performance-schema=OFF',
    '--skip-log-bin',
    '--local-infile=OFF',
    ...(server.kind === 'mysql' ? ['--mysqlx=OFF', '--secure-file-priv=NULL'] : []),
  ]
}

/** The program and arguments that fill an empty data folder, with a root account that has no password yet. */
export function installCommand(
  server: DatabaseServer,
  dataFolder: string,
): { readonly path: string; readonly args: readonly string[] } {
  const common = commonOptions(server, dataFolder)
  return server.installPath === null
    ? { path: server.serverPath, args: [...common, '--initialize-insecure'] }
    : {
        path: server.installPath,
        args: [...common, '--auth-root-authentication-method=normal', '--skip-test-db'],
      }
}

/** A small environment of our own: variables such as MYSQL_TCP_PORT of the caller's shell must not reach the server. */
export function serverEnvironment(server: DatabaseServer): Readonly<Record<string, string>> {
  const base = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }
  return server.libraryFolders.length === 0
    ? base
    : { ...base, LD_LIBRARY_PATH: server.libraryFolders.join(delimiter) }
}

function commonOptions(server: DatabaseServer, dataFolder: string): readonly string[] {
  return [
    '--no-defaults',
    `--basedir=${server.baseFolder}`,
    `--datadir=${dataFolder}`,
    // Both servers refuse to run as root unless told to.
    ...(userInfo().uid === 0 ? ['--user=root'] : []),
  ]
}
