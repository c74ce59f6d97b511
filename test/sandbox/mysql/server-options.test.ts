import { expect, test } from 'vitest'
import type { DatabaseServer } from '../../../sandbox/mysql/find-server.ts'
import {
  installCommand,
  serverEnvironment,
  serverOptions,
} from '../../../sandbox/mysql/server-options.ts'

const MARIADB: DatabaseServer = {
  kind: 'mariadb',
  serverPath: '/tree/usr/sbin/mariadbd',
  baseFolder: '/tree/usr',
  libraryFolders: ['/tree/usr/lib/x86_64-linux-gnu'],
  installPath: '/tree/usr/bin/mariadb-install-db',
}
const MYSQL: DatabaseServer = {
  kind: 'mysql',
  serverPath: '/usr/sbin/mysqld',
  baseFolder: '/usr',
  libraryFolders: [],
  installPath: null,
}
const PLACE = { folder: '/f', dataFolder: '/f/data', socketFolder: '/s' }

test.each([MARIADB, MYSQL])('a $kind server is reachable from this machine only', (server) => {
  const options = serverOptions(server, PLACE, 4321)

  expect(options).toContain('--bind-address=127.0.0.1')
  expect(options).toContain('--port=4321')
  expect(options[0]).toBe('--no-defaults')
  expect(options.includes('--mysqlx=OFF')).toBe(server.kind === 'mysql')
})

test.each([MARIADB, MYSQL])('a $kind server writes every commit to the disk', (server) => {
  expect(serverOptions(server, PLACE, 1)).toContain('--innodb-flush-log-at-trx-commit=1')
})

test('MariaDB is filled by its script, MySQL by the server itself', () => {
  expect(installCommand(MARIADB, '/f/new').path).toBe('/tree/usr/bin/mariadb-install-db')
  expect(installCommand(MYSQL, '/f/new')).toMatchObject({
    path: '/usr/sbin/mysqld',
    args: expect.arrayContaining(['--initialize-insecure', '--datadir=/f/new']),
  })
})

test('only an unpacked server gets a library path, so that an installed one uses its own libraries', () => {
  expect(serverEnvironment(MARIADB)).toHaveProperty(
    'LD_LIBRARY_PATH',
    '/tree/usr/lib/x86_64-linux-gnu',
  )
  expect(serverEnvironment(MYSQL)).not.toHaveProperty('LD_LIBRARY_PATH')
})
