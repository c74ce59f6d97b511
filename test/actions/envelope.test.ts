import { expect, test } from 'vitest'
import { loginDelivery, registrationDelivery } from '../../actions/envelope.ts'
import { UNKNOWN_CONNECTION } from '../../webhook/contract/delivery.ts'
import { loginEvent } from './fake-auth0.ts'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const DATABASE = 'Username-Password-Authentication'

test.each([
  [
    'that the address comes from, whichever logged in',
    'oauth2|evil|1',
    [
      { provider: 'auth0', user_id: 'x', connection: DATABASE },
      { provider: 'oauth2', user_id: 'evil|1', connection: 'evil-idp' },
    ],
    'evil-idp',
  ],
  [
    'when Auth0 gives its number as one',
    'facebook|17',
    [{ provider: 'facebook', user_id: 17, connection: 'facebook' }],
    'facebook',
  ],
  [
    'of nobody when none is the account’s own',
    'oauth2|evil|1',
    [{ provider: 'auth0', user_id: 'x', connection: DATABASE }],
    UNKNOWN_CONNECTION,
  ],
  ['of nobody when there is none', 'auth0|user-1', [], UNKNOWN_CONNECTION],
  [
    'of nobody when its connection is missing',
    'auth0|user-1',
    [{ provider: 'auth0', user_id: 'user-1' }],
    UNKNOWN_CONNECTION,
  ],
])('a login tells the connection of the identity %s', (_, user_id, identities, connection) => {
  const event = loginEvent({ connection: { name: DATABASE }, user: { user_id, identities } })

  expect(loginDelivery(event, NOW).connection).toBe(connection)
})

test('a registration, which knows one identity alone, tells its connection', () => {
  expect(registrationDelivery(loginEvent(), NOW).connection).toBe(DATABASE)
})
