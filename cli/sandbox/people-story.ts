import type { Employee } from '../../store/tables/employees.ts'
import type { Answer, FrontDoor } from './people.ts'

/** A mail the tenant sent; `link` is what the person clicks. */
export type Mail = {
  readonly to: string
  readonly kind: 'verify_email' | 'reset_password'
  readonly link: string
}

/** Newest last. */
export type Mailbox = (to: string) => readonly Mail[]

export type PeopleStory = {
  /** Employees who set a password and logged in to the account that was made for them. */
  readonly loggedIn: number
  /** Employees without an account who signed up themselves and proved their address. */
  readonly signedUp: number
  /** Logins whose ID token named the employee. */
  readonly tokensNamingEmployee: number
  /** Sign-ups of strangers, or with an address that proves nothing. */
  readonly strangers: number
  /** Strangers whose token named an employee: must be 0. */
  readonly strangersNamed: number
}

type Person = { readonly email: string; readonly password: string; readonly name: string }

const PASSWORD = 'Sandbox-Passw0rd!'

type Cast = {
  /** They have an account that podlink made. */
  readonly withAccount: readonly Employee[]
  /** They have none, and an address on file. */
  readonly withoutAccount: readonly Employee[]
  /** Has none either; somebody else signs up with the address. */
  readonly impersonated: Employee
  /** Name of the token claim that says who the employee is. */
  readonly claim: string
}

/** What people do on an ordinary morning, and what a few of them try. */
export async function livePeople(
  door: FrontDoor,
  mailbox: Mailbox,
  cast: Cast,
): Promise<PeopleStory> {
  const named: boolean[] = []
  for (const employee of cast.withAccount) {
    named.push(namesEmployee(await claimAccount(door, mailbox, asPerson(employee)), cast.claim))
  }
  for (const employee of cast.withoutAccount) {
    named.push(namesEmployee(await signUpProved(door, mailbox, asPerson(employee)), cast.claim))
  }
  const strangers = await liveStrangers(door, mailbox, cast)
  return {
    loggedIn: cast.withAccount.length,
    signedUp: cast.withoutAccount.length,
    tokensNamingEmployee: named.filter(Boolean).length,
    strangers: strangers.length,
    strangersNamed: strangers.filter((answer) => namesEmployee(answer, cast.claim)).length,
  }
}

async function claimAccount(door: FrontDoor, mailbox: Mailbox, person: Person): Promise<Answer> {
  await openNewest(door, mailbox, person.email, 'verify_email')
  await door.askNewPassword(person.email)
  await openNewest(door, mailbox, person.email, 'reset_password', { password: person.password })
  return door.logIn(person)
}

async function signUpProved(door: FrontDoor, mailbox: Mailbox, person: Person): Promise<Answer> {
  await door.signUp(person)
  await openNewest(door, mailbox, person.email, 'verify_email')
  return door.logIn(person)
}

/**
 * None of them proves to be the employee: a name alone, a station form, a tagged form and a second account, each with
 * a mailbox of its own that was verified, and an employee's very address that nobody verified.
 */
async function liveStrangers(
  door: FrontDoor,
  mailbox: Mailbox,
  cast: Pick<Cast, 'withAccount' | 'impersonated'>,
): Promise<readonly Answer[]> {
  const [first, second, third] = cast.withAccount
  if (first === undefined || second === undefined || third === undefined) return []
  const verified: readonly Person[] = [
    { email: 'somebody@elsewhere.example', name: first.name, password: PASSWORD },
    { email: tagged(first.email, '.hp'), name: first.name, password: PASSWORD },
    { email: tagged(second.email, '+x'), name: second.name, password: PASSWORD },
    { email: tagged(third.email, '+second'), name: third.name, password: PASSWORD },
  ]
  const answers: Answer[] = []
  for (const person of verified) answers.push(await signUpProved(door, mailbox, person))
  const unproved = asPerson(cast.impersonated)
  await door.signUp(unproved)
  answers.push(await door.logIn(unproved))
  return answers
}

async function openNewest(
  door: FrontDoor,
  mailbox: Mailbox,
  to: string,
  kind: Mail['kind'],
  form?: Readonly<Record<string, string>>,
): Promise<void> {
  const mail = mailbox(to).findLast((one) => one.kind === kind)
  if (mail !== undefined) await door.openLink(mail.link, form)
}

function asPerson(employee: Employee): Person {
  return { email: employee.email ?? '', name: employee.name, password: PASSWORD }
}

function tagged(email: string | null, tag: string): string {
  return (email ?? 'nobody@elsewhere.example').replace('@', `${tag}@`)
}

/** Whether the ID token of a login carries the claim; the payload is read, the signature is the app's business. */
function namesEmployee(answer: Answer, claim: string): boolean {
  const token = answer.body['id_token']
  if (typeof token !== 'string') return false
  const payload: unknown = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
  )
  return typeof payload === 'object' && payload !== null && claim in payload
}
