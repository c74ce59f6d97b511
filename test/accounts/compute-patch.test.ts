import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computePatch, initialMetadata } from '../../accounts/compute-patch.ts'
import type { Auth0Account, MetadataPatch, MetadataRecord } from '../../accounts/auth0-accounts.ts'
import { type AccountFacts, renderMetadata } from '../../kernel/account-metadata.ts'
import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'

const NOW = new Date('2026-05-06T07:08:09Z')
const LATER = new Date('2026-06-06T07:08:09Z')

const facts = (overrides: Partial<AccountFacts> = {}): AccountFacts => ({
  employeeId: 42 as EmployeeId,
  fullName: 'John Doe',
  email: 'john.doe@colorecommerce.us',
  department: 'Heat Press',
  roleCode: 'associate',
  previousNames: [],
  podlinkRev: 3,
  podfactoryUsers: [{ id: '9' as PodfactoryUserId, email: 'john.doe.hp@colorecommerce.us' }],
  ...overrides,
})
const rich = (overrides: Partial<AccountFacts> = {}) =>
  renderMetadata('rich', ['hp'], facts(overrides))
const minimal = (overrides: Partial<AccountFacts> = {}) =>
  renderMetadata('minimal', ['hp'], facts(overrides))

type Held = Pick<Auth0Account, 'userMetadata' | 'appMetadata' | 'profileBytes'>
const holding = (
  userMetadata: MetadataRecord,
  appMetadata: MetadataRecord,
  profileBytes = 1_000,
): Held => ({ userMetadata, appMetadata, profileBytes })

/** As Auth0 merges: one level deep, null removes. */
function apply(account: Held, patch: MetadataPatch): Held {
  const merge = (held: MetadataRecord, change: MetadataRecord = {}) =>
    Object.fromEntries(Object.entries({ ...held, ...change }).filter(([, value]) => value !== null))
  return {
    ...account,
    userMetadata: merge(account.userMetadata, patch.userMetadata),
    appMetadata: merge(account.appMetadata, patch.appMetadata),
  }
}

function patchOf(account: Held, wanted: ReturnType<typeof rich>, now = NOW) {
  const decision = computePatch(account, wanted, now)
  if (decision.kind !== 'patch') throw new Error(`expected a patch, got ${decision.kind}`)
  return decision
}

describe('the patch of an account', () => {
  it('makes a second one needless, whatever the account held', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null))
    const key = fc.constantFrom(
      'employee_id',
      'department',
      'podfactory_sync',
      'foreign',
      'email_base',
    )
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.dictionary(key, value), (user, app) => {
        const account = holding(user, app)
        const after = apply(account, patchOf(account, rich()).patch)

        expect(computePatch(after, rich(), LATER)).toEqual({ kind: 'nothing' })
        expect(after.userMetadata['foreign']).toEqual(apply(account, {}).userMetadata['foreign'])
        expect(after.appMetadata['foreign']).toEqual(apply(account, {}).appMetadata['foreign'])
      }),
    )
  })

  it('leaves a part out in which nothing differs, and is never an empty object', () => {
    const made = initialMetadata(minimal(), NOW)
    const account = holding(
      { ...made.userMetadata },
      { ...made.appMetadata, department: 'Labeling' },
    )

    const { patch, before } = patchOf(account, minimal())

    expect(patch).toEqual({ appMetadata: { department: 'Heat Press' } })
    expect(before).toEqual({ appMetadata: { department: 'Labeling' } })
  })

  it('moves the two times with a rich key, and only then', () => {
    const made = initialMetadata(rich(), NOW)
    const account = holding(made.userMetadata, made.appMetadata)

    const renamed = patchOf(account, rich({ fullName: 'John Smith' }), LATER)
    const moved = patchOf(account, rich({ email: 'j.doe@colorecommerce.us' }), LATER)

    expect(renamed.patch).toEqual({ userMetadata: { full_name: 'John Smith' } })
    expect(moved.patch.userMetadata?.['email_last_synced']).toBe(LATER.toISOString())
    expect(moved.patch.appMetadata).toEqual({
      podfactory_sync: {
        enabled: true,
        matched: true,
        podfactory_user_id: 9,
        last_sync: LATER.toISOString(),
      },
    })
  })

  it('never lowers the revision, and leaves the facts that go with a higher one', () => {
    const account = holding({}, { podlink_rev: 4, department: 'Shipping', employee_id: 42 })

    const { patch } = patchOf(account, minimal())

    expect(patch.appMetadata).toBeUndefined()
    expect(patch.userMetadata).toMatchObject({ full_name: 'John Doe' })
  })

  it('takes the rich keys and their times away under the minimal profile', () => {
    const made = initialMetadata(rich(), NOW)
    const account = holding(made.userMetadata, { ...made.appMetadata, created_by: 'x' })

    const after = apply(account, patchOf(account, minimal(), LATER).patch)

    expect(Object.keys(after.userMetadata).sort()).toEqual([
      'department',
      'employee_id',
      'full_name',
    ])
    expect(Object.keys(after.appMetadata).sort()).toEqual([
      'created_by',
      'department',
      'employee_id',
      'podlink_rev',
      'role_code',
    ])
  })

  it('keeps fewer addresses in a profile that is nearly full, and none is the last resort', () => {
    const podfactoryUsers = Array.from({ length: 20 }, (_, index) => ({
      id: String(index) as PodfactoryUserId,
      email: `john.doe.station-number-${index}@colorecommerce.us`,
    }))
    const account = holding({}, {}, 8_300)

    const shortened = patchOf(account, rich({ podfactoryUsers }))
    const full = computePatch(holding({}, {}, 9_480), rich({ podfactoryUsers }), NOW)

    expect(shortened.addressesMax).not.toBeNull()
    expect(shortened.patch.userMetadata?.['email_variations']).toHaveLength(
      shortened.addressesMax ?? -1,
    )
    const after = { ...apply(account, shortened.patch), profileBytes: 9_400 }
    expect(computePatch(after, rich({ podfactoryUsers }), LATER)).toEqual({ kind: 'nothing' })
    expect(full).toEqual({ kind: 'too_large' })
  })

  it('of a new account holds no null', () => {
    const made = initialMetadata(rich({ department: null, roleCode: null, email: null }), NOW)

    expect(Object.values({ ...made.userMetadata, ...made.appMetadata })).not.toContain(null)
    expect(made.appMetadata).not.toHaveProperty('department')
  })
})
