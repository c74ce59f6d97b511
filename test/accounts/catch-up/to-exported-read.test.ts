import { describe, expect, it } from 'vitest'
import { toExportedRead } from '../../../accounts/catch-up/to-exported-read.ts'

const ASKED_AT = new Date('2026-03-01T12:00:00.000Z')
const LINE = {
  user_id: 'auth0|user-1',
  email: 'John.Doe@ColorEcommerce.us',
  email_verified: true,
  name: 'John Doe',
  created_at: '2026-02-01T08:00:00.000Z',
  updated_at: '2026-02-20T08:00:00.000Z',
  last_login: '2026-02-20T08:00:00.000Z',
  identities: [{ connection: 'Username-Password-Authentication', provider: 'auth0' }],
}
const read = (change: object = {}) =>
  toExportedRead(JSON.stringify({ ...LINE, ...change }), 1, ASKED_AT)

describe('a line of an export', () => {
  it('is the account as it stood when the export was asked for', () => {
    expect(read()).toEqual({
      userId: 'auth0|user-1',
      email: 'john.doe@colorecommerce.us',
      isEmailVerified: true,
      isBlocked: false,
      name: 'John Doe',
      connection: 'Username-Password-Authentication',
      createdAt: new Date(LINE.created_at),
      updatedAt: new Date(LINE.updated_at),
      lastLogin: new Date(LINE.last_login),
      readAt: ASKED_AT,
    })
  })

  it('may lack what an account need not have, or hold null for it', () => {
    const absent = { email: undefined, name: undefined, last_login: undefined, blocked: undefined }
    const none = { email: null, name: null, last_login: null, blocked: null, email_verified: null }

    expect(read(absent)).toMatchObject({ email: null, name: null, lastLogin: null })
    expect(read(none)).toMatchObject({ email: null, isEmailVerified: false, isBlocked: false })
  })

  it.each([
    [{ updated_at: '2026-03-01T12:00:02.000Z' }, '2026-03-01T12:00:02.000Z'],
    [{ last_login: '2026-03-01T12:00:03.000Z' }, '2026-03-01T12:00:03.000Z'],
  ])('that shows something later was written later: %j', (change, readAt) => {
    expect(read(change).readAt).toEqual(new Date(readAt))
  })

  it.each([
    { created_at: undefined },
    { updated_at: 'yesterday' },
    { identities: [] },
    { user_id: 'john.doe@colorecommerce.us' },
    { email: 'x'.repeat(300) },
    { blocked: 'yes' },
  ])('that cannot be read is told by line and field: %j', (change) => {
    const wrong = () => read(change)

    expect(wrong).toThrow(expect.objectContaining({ code: 'SOURCE_SHAPE' }))
    expect(wrong).toThrow(`${Object.keys(change)[0]}`)
    expect(wrong).not.toThrow(/john|xxx|yesterday/i)
  })
})
