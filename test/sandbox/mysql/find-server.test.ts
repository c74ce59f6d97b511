import { describe, expect, test } from 'vitest'
import { adviceFor, readServerKind, serverPaths } from '../../../sandbox/mysql/find-server.ts'

describe('readServerKind', () => {
  test.each([
    [
      'mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)',
      'mariadb',
    ],
    ['/usr/sbin/mysqld  Ver 11.4.2-MariaDB for osx10.19 on arm64 (Homebrew)', 'mariadb'],
    ['/usr/sbin/mysqld  Ver 9.7.4 for Linux on x86_64 (MySQL Community Server - GPL)', 'mysql'],
    ['mysqld  Ver 8.4.3 for macos15.1 on arm64 (Homebrew MySQL)', 'mysql'],
    ['mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))', 'mysql'],
    ['some other program 1.0', null],
    ['psql Ver 16.1', null],
    ['', null],
  ])('reads %j as %s', (text, kind) => {
    expect(readServerKind(text)).toBe(kind)
  })
})

describe('serverPaths', () => {
  test('looks at PATH before the usual folders, and at no folder twice', () => {
    const paths = serverPaths(null, '/home/me/bin:/usr/sbin')

    expect(paths.slice(0, 4)).toEqual([
      '/home/me/bin/mariadbd',
      '/home/me/bin/mysqld',
      '/usr/sbin/mariadbd',
      '/usr/sbin/mysqld',
    ])
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths).toContain('/opt/homebrew/bin/mariadbd')
    expect(paths).toContain('/usr/libexec/mysqld')
  })

  test('never looks in the current folder because of an empty part of PATH', () => {
    expect(serverPaths(null, ':/usr/bin:').every((path) => path.startsWith('/'))).toBe(true)
  })

  test('looks only in the unpacked tree when that is given', () => {
    expect(serverPaths('/p/.podlink/mariadb/usr/sbin', '')).toEqual([
      '/p/.podlink/mariadb/usr/sbin/mariadbd',
      '/p/.podlink/mariadb/usr/sbin/mysqld',
    ])
  })
})

describe('adviceFor', () => {
  test.each([
    ['darwin', 'brew install mariadb'],
    ['linux', 'mariadb-server'],
    ['win32', 'docker run'],
  ] as const)('is one line that names a way on %s and DATABASE_URL', (system, way) => {
    expect(adviceFor(system)).toContain(way)
    expect(adviceFor(system)).toContain('DATABASE_URL')
    expect(adviceFor(system)).not.toContain('\n')
  })
})
