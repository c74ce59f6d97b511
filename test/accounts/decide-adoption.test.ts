import { describe, expect, it } from 'vitest'
import type { Auth0Account } from '../../accounts/auth0-accounts.ts'
import { decideAdoption, type FoundAccount } from '../../accounts/decide-adoption.ts'
import type { Auth0UserId, EmployeeId } from '../../kernel/ids.ts'
import type { Employee } from '../../store/tables/employees.ts'

const EMAIL = 'kim.ray@colorecommerce.us'
const KIM = 3 as EmployeeId
const OTHER = 4 as EmployeeId

const employee = (id: EmployeeId, email: string): Employee => ({
  id,
  name: 'Kim Ray',
  email,
  auth0UserId: null,
  isActive: true,
  department: null,
  roleCode: null,
  previousNames: [],
})
const account = (overrides: Partial<Auth0Account> = {}): Auth0Account => ({
  id: 'auth0|old' as Auth0UserId,
  email: EMAIL,
  isEmailVerified: true,
  isBlocked: false,
  name: null,
  updatedAt: null,
  createdAt: null,
  lastLogin: null,
  connections: ['db'],
  userMetadata: {},
  appMetadata: {},
  profileBytes: 100,
  ...overrides,
})
const found = (overrides: Partial<FoundAccount> = {}): FoundAccount => ({
  account: account(),
  stored: null,
  namedBy: [],
  decisions: [],
  ...overrides,
})
const decide = (overrides: Partial<Parameters<typeof decideAdoption>[0]> = {}) =>
  decideAdoption({
    employeeId: KIM,
    address: { address: EMAIL, isOwn: true },
    sharers: [employee(KIM, 'Kim.Ray@colorecommerce.us')],
    found: [found()],
    connectionsAllowed: ['db'],
    ...overrides,
  })

describe('an account that has an employee’s address', () => {
  it('is adopted when everything speaks for it', () => {
    expect(decide()).toMatchObject({ kind: 'adopt', account: { id: 'auth0|old' } })
  })

  it('is nobody’s concern when its address is another one', () => {
    expect(decide({ found: [] })).toEqual({ kind: 'nobody' })
    expect(decide({ found: [found({ account: account({ email: 'x@y.us' }) })] })).toEqual({
      kind: 'nobody',
    })
  })

  it.each([
    ['several_accounts', { found: [found(), found()] }],
    ['address_derived', { address: { address: EMAIL, isOwn: false } }],
    ['blocked', { found: [found({ account: account({ isBlocked: true }) })] }],
    ['linked_to_another', { found: [found({ namedBy: [employee(OTHER, 'o@x.us')] })] }],
    ['denied', { found: [found({ decisions: [{ decision: 'deny', employeeId: KIM }] })] }],
    ['denied', { found: [found({ decisions: [{ decision: 'not_a_person', employeeId: null }] })] }],
    ['not_verified', { found: [found({ account: account({ isEmailVerified: false }) })] }],
    [
      'connection_not_allowed',
      { found: [found({ account: account({ connections: ['google-oauth2', 'db'] }) })] },
    ],
    ['connection_not_allowed', { found: [found({ account: account({ connections: [] }) })] }],
    ['shared_address', { sharers: [employee(KIM, EMAIL), employee(OTHER, EMAIL)] }],
  ] as const)('is a question for a person: %s', (why, overrides) => {
    expect(decide(overrides)).toMatchObject({ kind: 'review', why })
  })

  it('is not held back by a denial that concerns another employee', () => {
    const decisions = [{ decision: 'deny' as const, employeeId: OTHER }]

    expect(decide({ found: [found({ decisions })] })).toMatchObject({ kind: 'adopt' })
  })
})
