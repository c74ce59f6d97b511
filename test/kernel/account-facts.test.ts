import { describe, expect, it } from 'vitest'
import { accountFacts, type StoredPerson } from '../../kernel/account-facts.ts'
import type { EmployeeId, PodfactoryUserId } from '../../kernel/ids.ts'

const rules = { suffixes: ['hp'], companyDomains: ['ColorEcommerce.us'] }
const person: StoredPerson = {
  employee: {
    id: 42 as EmployeeId,
    name: 'John Doe',
    email: 'John.Doe.HP@colorecommerce.us',
    department: 'Heat Press',
    roleCode: 'associate',
    previousNames: ['Jon Doe', 'J. Doe'],
  },
  noticedNames: ['John Smith', 'Jon Doe'],
  mappings: [{ podfactoryUserId: '7' as PodfactoryUserId, podfactoryEmail: 'jd@x.us' }],
}

describe('the facts that decide what an account holds', () => {
  it('have the address of the account, not the station’s', () => {
    expect(accountFacts(person, rules).email).toBe('john.doe@colorecommerce.us')
  })

  it('have every earlier name once, those that podlink noticed first', () => {
    expect(accountFacts(person, rules).previousNames).toEqual(['John Smith', 'Jon Doe', 'J. Doe'])
  })

  it('have no address where the stored text is none', () => {
    const employee = { ...person.employee, email: 'n/a' }

    expect(accountFacts({ ...person, employee }, rules).email).toBeNull()
  })
})
