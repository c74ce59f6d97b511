import { type PersonName, stripMarks } from './person-name.ts'
import type { Random } from './random.ts'
import type { EmailKind, StrangerKind } from './roster.ts'
import { type Station, STATIONS } from './stations.ts'

type AddressKind = Exclude<EmailKind, StrangerKind>

/** The company's own domain, as in the addresses of the seed document. */
export const COMPANY_DOMAIN = 'colorecommerce.us'
const VENDOR_DOMAIN = 'podfactory.example'
const PRIVATE_DOMAINS = ['gmail.example', 'outlook.example', 'icloud.example', 'mail.example']

const WEIGHTS: Readonly<Record<AddressKind, number>> = {
  suffix: 330,
  base: 310,
  personal: 120,
  none: 92,
  othersuffix: 46,
  upper: 32,
  wrong: 24,
  otherdomain: 23,
  plus: 20,
}

/** Given and family name as a mailbox, `maria.garcia`. */
export function mailboxOf(name: PersonName): string {
  return `${plainWord(name.given)}.${plainWord(name.family)}`
}

/** The address under which PodFactory knows the employee with this company address. */
export function distortEmail(
  random: Random,
  person: { readonly name: PersonName; readonly email: string },
  station: Station,
): { readonly text: string; readonly kind: AddressKind } {
  const kind = random.pickWeighted(WEIGHTS)
  const mailbox = person.email.slice(0, person.email.indexOf('@'))
  return { kind, text: address(random, kind, { ...person, mailbox }, station) }
}

/** A private address that only hints at its owner. */
export function personalEmail(random: Random, name: PersonName): string {
  const given = plainWord(name.given)
  const family = plainWord(name.family)
  const number = random.integer(10, 99)
  const mailbox = random.pick([
    `${given}${number}`,
    `${given.slice(0, 1)}${family}${number}`,
    `${given}_${family.slice(0, 3)}${number}`,
    `${given}.${family}`,
    `sunny${number}${given.slice(0, 2)}`,
  ])
  return `${mailbox}@${random.pick(PRIVATE_DOMAINS)}`
}

function address(
  random: Random,
  kind: AddressKind,
  person: { readonly name: PersonName; readonly email: string; readonly mailbox: string },
  station: Station,
): string {
  const { email, mailbox } = person
  const written: Readonly<Record<AddressKind, () => string>> = {
    base: () => email,
    suffix: () => `${mailbox}.${station.tag}@${COMPANY_DOMAIN}`,
    othersuffix: () => `${mailbox}.${random.pick(otherTags(station))}@${COMPANY_DOMAIN}`,
    upper: () => email.toUpperCase(),
    plus: () => `${mailbox}+pod@${COMPANY_DOMAIN}`,
    otherdomain: () => `${mailbox}@${VENDOR_DOMAIN}`,
    personal: () => personalEmail(random, person.name),
    wrong: () => random.pick(['-', 'n/a', 'none', 'station1', `${mailbox}@`]),
    none: () => '',
  }
  return written[kind]()
}

function otherTags(station: Station): readonly string[] {
  return STATIONS.map((each) => each.tag).filter((tag) => tag !== station.tag)
}

function plainWord(name: string): string {
  return stripMarks(name)
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')
    .replace(/^\.|\.$/g, '')
}
