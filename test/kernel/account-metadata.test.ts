import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AccountFacts, metadataDigest, renderMetadata } from '../../kernel/account-metadata.ts'
import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'

const SUFFIXES = ['shp', 'ship', 'pack', 'pick', 'hp']

function facts(overrides: Partial<AccountFacts> = {}): AccountFacts {
  return {
    employeeId: 42 as EmployeeId,
    fullName: 'John Doe',
    email: 'john.doe@colorecommerce.us',
    department: 'Heat Press',
    roleCode: 'associate',
    previousNames: [],
    podlinkRev: 3,
    podfactoryUsers: [],
    ...overrides,
  }
}

const user = (id: string, email: string | null) => ({ id: id as PodfactoryUserId, email })

describe('the minimal profile', () => {
  it('writes exactly the keys of option A, and the revision', () => {
    expect(renderMetadata('minimal', SUFFIXES, facts())).toEqual({
      userMetadata: { employee_id: 42, full_name: 'John Doe', department: 'Heat Press' },
      appMetadata: {
        employee_id: 42,
        department: 'Heat Press',
        role_code: 'associate',
        podlink_rev: 3,
      },
    })
  })
})

describe('the rich profile', () => {
  it('adds what PodFactory calls the employee', () => {
    const metadata = renderMetadata(
      'rich',
      SUFFIXES,
      facts({
        podfactoryUsers: [user('1001', 'John.Doe.HP@colorecommerce.us'), user('999', null)],
      }),
    )

    expect(metadata.userMetadata).toMatchObject({
      email_variations: ['john.doe@colorecommerce.us', 'john.doe.hp@colorecommerce.us'],
      email_base: 'john.doe@colorecommerce.us',
      podfactory_email: 'john.doe.hp@colorecommerce.us',
    })
    expect(metadata.userMetadata['podfactory_emails']).toContain('john.doe.pack@colorecommerce.us')
    expect(metadata.appMetadata['podfactory_sync']).toEqual({
      enabled: true,
      matched: true,
      podfactory_user_id: 999,
    })
  })

  it('does not depend on the order in which PodFactory users come', () => {
    const users = ['7', '12', 'a9', '1001', '30'].map((id) => user(id, `u${id}@x.test`))
    const expected = metadataDigest(
      renderMetadata('rich', SUFFIXES, facts({ podfactoryUsers: users })),
    )

    fc.assert(
      fc.property(fc.shuffledSubarray(users, { minLength: users.length }), (shuffled) => {
        const digest = metadataDigest(
          renderMetadata('rich', SUFFIXES, facts({ podfactoryUsers: shuffled })),
        )
        expect(digest).toBe(expected)
      }),
    )
  })

  it('stays small however many addresses there are', () => {
    const users = Array.from({ length: 500 }, (_, index) => user(String(index), `u${index}@x.test`))

    const metadata = renderMetadata('rich', SUFFIXES, facts({ podfactoryUsers: users }))

    expect(JSON.stringify(metadata).length).toBeLessThan(4_000)
  })
})
