import { describe, expect, it } from 'vitest'
import { accountAddress } from '../../kernel/account-address.ts'

const rules = {
  suffixes: ['shp', 'ship', 'pack', 'pick', 'hp'],
  companyDomains: ['colorecommerce.us'],
}
const of = (email: string | null, name = 'John Doe') => accountAddress({ email, name }, rules)

describe('the address of an account', () => {
  it.each([
    ['john.doe.hp@colorecommerce.us', 'john.doe@colorecommerce.us'],
    ['John.Doe.SHIP@colorecommerce.us', 'john.doe@colorecommerce.us'],
    ['john_pick@colorecommerce.us', 'john@colorecommerce.us'],
  ])('has no station suffix: %s', (email, address) => {
    expect(of(email)).toEqual({ address, isOwn: false })
  })

  it.each([
    ['john.doe@colorecommerce.us', 'John Doe'],
    ['john.friendship@colorecommerce.us', 'John Friendship'],
    ['amy.pack@colorecommerce.us', 'Amy Pack'],
    ['john.doe.hp@gmail.com', 'John Doe'],
    ['hp@colorecommerce.us', 'John Doe'],
  ])('keeps what only looks like a suffix: %s', (email, name) => {
    expect(of(email, name)).toEqual({ address: email, isOwn: true })
  })

  it.each([null, '', '-', 'n/a', 'john@', 'john doe@colorecommerce.us', 'a@b', 'a@x.us,b@x.us'])(
    'is none where the text is none: %s',
    (email) => {
      expect(of(email)).toBeNull()
    },
  )

  it('folds ASCII letters alone, since a Kelvin sign is another mailbox', () => {
    expect(of('\u212Aim@Example.org')?.address).toBe('\u212Aim@example.org')
  })
})
