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

/** What people do on an ordinary morning, and what a few of them try. */
export async function livePeople(
  door: FrontDoor,
  mailbox: Mailbox,
  cast: {
    /** They have an account that podlink made. */
    readonly withAccount: readonly Employee[]
    /** They have none, and an address on file. */
    readonly withoutAccount: readonly Employee[]
    readonly claim: string
  },
): Promise<PeopleStory> {
  const named: boolean[] = []
  for (const employee of cast.withAccount) {
    named.push(namesEmployee(await claimAccount(door, mailbox, asPerson(employee)), cast.claim))
  }
  for (const employee of cast.withoutAccount) {
    named.push(namesEmployee(await signUpProved(door, mailbox, asPerson(employee)), cast.claim))
  }
  const strangers = await liveStrangers(door, cast)
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

/** None of them proves anything: a name, an address never verified, a station form, a tagged form, a second account. */
async function liveStrangers(
  door: FrontDoor,
  cast: { readonly withAccount: readonly Employee[]; readonly withoutAccount: readonly Employee[] },
): Promise<readonly Answer[]> {
  const [victim, other, third] = cast.withAccount
  if (victim === undefined || other === undefined || third === undefined) return []
  const attempts: readonly Person[] = [
    { email: 'somebody@elsewhere.example', name: victim.name, password: PASSWORD },
    { email: tagged(victim.email, '.hp'), name: victim.name, password: PASSWORD },
    { email: tagged(other.email, '+x'), name: other.name, password: PASSWORD },
    { email: tagged(third.email, '+second'), name: third.name, password: PASSWORD },
  ]
  const answers: Answer[] = []
  for (const attempt of attempts) {
    await door.signUp(attempt)
    answers.push(await door.logIn(attempt))
  }
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
