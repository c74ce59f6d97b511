import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { toStoreError } from '../../store/store-errors.ts'

const SECRET = 'john.doe@colorecommerce.us'

function driverError(fields: { errno?: number; code?: string }, message = 'refused') {
  return Object.assign(new Error(message), fields)
}

test.each([
  ['killed', { errno: 1927, code: 'ER_CONNECTION_KILLED' }],
  ['interrupted', { errno: 1317, code: 'ER_QUERY_INTERRUPTED' }],
  ['without a quorum', { errno: 1047, code: 'ER_UNKNOWN_COM_ERROR' }],
  ['shutting down', { errno: 1053, code: 'ER_SERVER_SHUTDOWN' }],
  ['read-only by option', { errno: 1290, code: 'ER_OPTION_PREVENTS_STATEMENT' }],
  ['read-only', { errno: 1836, code: 'ER_READ_ONLY_MODE' }],
  ['silent', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }],
  ['gone', { errno: -104, code: 'ECONNRESET' }],
])('a database that is %s is away for now', (_, fields) => {
  expect(toStoreError(driverError(fields))).toMatchObject({
    code: 'STORE_UNREACHABLE',
    isRetryable: true,
  })
})

test('a connection that died before is a database that is away', () => {
  const error = new Error("Can't add new command when connection is in closed state")

  expect(toStoreError(error)).toMatchObject({ code: 'STORE_UNREACHABLE', isRetryable: true })
})

test('a mistake of ours is no error of the store', () => {
  const error = new TypeError('x is not a function')

  expect(toStoreError(error)).toBe(error)
})

test.each([1062, 1213, 1045, 1927, 1366])(
  'nothing of values or statement is left in the error %i, and its frames are',
  (errno) => {
    const message = `Duplicate entry '${SECRET}\n    at ${SECRET} (x.ts:1:1)' for key 'email'`
    const raw = Object.assign(driverError({ errno, code: 'ER_SOME' }, message), {
      sql: `INSERT INTO employees VALUES ('${SECRET}')`,
      sqlMessage: message,
    })

    const shown = inspect(toStoreError(raw), { depth: 9, showHidden: true })

    expect(shown).not.toContain(SECRET)
    expect(shown).toContain('ER_SOME')
    expect(shown).toMatch(/cause[^]*at .*store-errors\.test\.ts/)
  },
)
