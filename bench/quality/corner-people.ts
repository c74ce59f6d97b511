import { type Crowd, manyPeople } from './many-people.ts'

/** A company in which many share what usually tells people apart. */
export type Corner = { readonly name: string; readonly people: (size: number) => Crowd }

/** Companies that tempt a matcher into comparing everybody with everybody; the same size gives the same people. */
export const CORNERS: readonly Corner[] = [
  { name: 'one name', people: (size) => alike(size, () => 'Maria Garcia') },
  { name: 'one surname', people: (size) => alike(size, (at) => `${spell(at)} Garcia`) },
  { name: 'no name', people: (size) => alike(size, () => '') },
  { name: 'one word', people: (size) => alike(size, () => 'Maria') },
  { name: 'one letter off', people: (size) => alike(size, (at) => `Mar${spell(at % 26)}a Garcia`) },
  { name: 'one address', people: oneAddress },
  { name: 'one department', people: oneDepartment },
]

/** Only the names tell, and they hardly do. */
function alike(size: number, nameOf: (at: number) => string): Crowd {
  const { employees, users } = manyPeople(1, size)
  return {
    employees: employees.map((one, at) => ({ ...one, name: nameOf(at), email: null })),
    users: users.map((one, at) => ({ ...one, fullName: nameOf(at), email: null })),
  }
}

function oneAddress(size: number): Crowd {
  const { employees, users } = manyPeople(1, size)
  const email = 'office@colorecommerce.us'
  return {
    employees: employees.map((one) => ({ ...one, email })),
    users: users.map((one) => ({ ...one, email })),
  }
}

function oneDepartment(size: number): Crowd {
  const { employees, users } = manyPeople(1, size)
  return {
    employees: employees.map((one) => ({ ...one, department: 'Heat Press' })),
    users: users.map((one) => ({ ...one, actions: ['In Production'] })),
  }
}

/** A number in letters, one for each of its digits to the base of 26. */
function spell(at: number): string {
  const last = String.fromCharCode(97 + (at % 26))
  return at < 26 ? last : spell(Math.floor(at / 26)) + last
}
