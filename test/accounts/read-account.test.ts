import { expect, it } from 'vitest'
import { toAccountRead } from '../../accounts/read-account.ts'
import { toAuth0Account } from '../../accounts/to-auth0-account.ts'

const ASKED_AT = new Date('2026-03-01T12:00:00.000Z')
const read = (updated_at: string) =>
  toAccountRead(
    toAuth0Account({
      user_id: 'auth0|user-1',
      created_at: '2026-02-01T08:00:00.000Z',
      updated_at,
      identities: [{ connection: 'Username-Password-Authentication' }],
    }),
    ASKED_AT,
  )

it('a read holds until it was asked for, or until what it shows where Auth0’s clock is ahead', () => {
  const later = '2026-03-01T12:00:05.000Z'

  expect(read('2026-02-20T08:00:00.000Z').readAt).toEqual(ASKED_AT)
  expect(read(later).readAt).toEqual(new Date(later))
})
