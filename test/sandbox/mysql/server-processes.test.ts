import { expect, test } from 'vitest'
import { isServerOn } from '../../../sandbox/mysql/server-processes.ts'

const DATA = '/home/me/pod link/.podlink/server/data'

test.each([
  ['a MariaDB server', ['/usr/sbin/mariadbd', '--no-defaults', `--datadir=${DATA}`, ''], true],
  ['a MySQL server', ['/opt/mysql/bin/mysqld', `--datadir=${DATA}`], true],
  ['a script at work on it', ['/bin/sh', '/usr/bin/mariadb-install-db', `--datadir=${DATA}`], true],
  ['a server on another folder', ['/usr/sbin/mariadbd', `--datadir=${DATA}2`], false],
  ['a server on a folder inside ours', ['/usr/sbin/mariadbd', `--datadir=${DATA}/x`], false],
  ['a server without a data folder of its own', ['/usr/sbin/mysqld'], false],
  ['the guard, which carries the option in one argument', ['node', `["--datadir=${DATA}"]`], false],
  ['an editor that has the option on its line', ['vim', `--datadir=${DATA}`], false],
  ['a process without a command line', [''], false],
])('tells whether %s may be ended, from a list of arguments', (_what, command, isOurs) => {
  expect(isServerOn(DATA, command)).toBe(isOurs)
})

test.each([
  [`/opt/homebrew/bin/mariadbd --no-defaults --datadir=${DATA} --port=1`, true],
  [`/opt/homebrew/bin/mysqld --datadir=${DATA}`, true],
  [`/opt/homebrew/bin/mysqld --datadir=${DATA}2 --port=1`, false],
  [`grep mysqld --datadir=${DATA}`, false],
  ['', false],
])('tells the same from one line: %j', (line, isOurs) => {
  expect(isServerOn(DATA, line)).toBe(isOurs)
})
