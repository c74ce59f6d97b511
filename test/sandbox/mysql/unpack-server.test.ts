import { expect, test } from 'vitest'
import {
  choosePackages,
  missingLibraries,
  packagesForLibrary,
} from '../../../sandbox/mysql/unpack-server.ts'

test.each([
  ['libaio.so.1', ['libaio1', 'libaio1t64']],
  ['libaio.so.1t64', ['libaio1t64']],
  ['liburing.so.2', ['liburing2', 'liburing2t64']],
  ['libpcre2-8.so.0', ['libpcre2-8-0', 'libpcre2-8-0t64']],
  ['libstdc++.so.6', ['libstdc++6', 'libstdc++6t64']],
  ['libnuma.so.1', ['libnuma1', 'libnuma1t64']],
])('names the packages that hold %s by the policy of Debian', (soname, names) => {
  expect(packagesForLibrary(soname)).toEqual(names)
})

test('lists exactly the libraries that ldd did not find', () => {
  const text = [
    '\tlinux-vdso.so.1 (0x00007ffc)',
    '\tliburing.so.2 => not found',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
    '\tlibaio.so.1 => not found',
  ].join('\n')

  expect(missingLibraries(text)).toEqual(['liburing.so.2', 'libaio.so.1'])
})

test('takes the package without a version where the release has one', () => {
  const available = ['mariadb-client-core', 'mariadb-server-core', 'mariadb-server-core-10.5', '']

  expect(choosePackages(available)).toEqual(['mariadb-server-core', 'mariadb-client-core'])
})

test('takes the highest version where every name has one', () => {
  const available = [
    'mariadb-server-core-10.6',
    'mariadb-server-core-10.11',
    'mariadb-client-core-10.6',
    'mariadb-server-core-dbgsym',
  ]

  expect(choosePackages(available)).toEqual([
    'mariadb-server-core-10.11',
    'mariadb-client-core-10.6',
  ])
})
