import { NAME_LISTS, NICKNAMES } from '../../sandbox/roster/name-lists.ts'
import { stripMarks } from '../../sandbox/roster/person-name.ts'
import { createRandom, type Random } from '../../sandbox/roster/random.ts'
import type { NamedSet } from './labelled-set.ts'
import { type PersonRecord, toCompany } from './person-records.ts'

type Person = { readonly given: string; readonly family: string; readonly email: string }

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'
const MISSING = 0.15
const SPOILED_NAME = 0.25
const SPOILED_EMAIL = 0.25
const SWAPPED = 0.04
const NICKNAME = 0.08
const COPIES_MAX = 5

/**
 * Records of people with a name and a private address, each field missing, mistyped or swapped now and then, one to five
 * records per person and the first one clean. Every twentieth person has no employee record.
 */
export function madeUpPersonData(seed: number, people: number): NamedSet {
  return {
    name: `name + e-mail ${seed}`,
    load: () => {
      const random = createRandom(seed)
      const all = Array.from({ length: people }, () => inventPerson(random))
      const records = all.flatMap((person, at) => recordsOf(random, person, String(at)))
      const strangers = new Set(all.flatMap((_, at) => (at % 20 === 0 ? [String(at)] : [])))
      return toCompany(records, strangers)
    },
  }
}

function inventPerson(random: Random): Person {
  const { given: givens, family: families } =
    NAME_LISTS[random.pick(['US', 'US', 'MX', 'PL'] as const)]
  const given = stripMarks(random.pick(givens))
  const family = stripMarks(random.pick(families))
  const number = random.chance(0.7) ? String(random.integer(1, 99)) : ''
  const mailbox = random.pick([
    `${given}${number}`,
    `${given}.${family}${number}`,
    `${given.slice(0, 1)}${family}${number}`,
    `${given}${family.slice(0, 1)}${number}`,
    `${family}${given}${number}`,
  ])
  const domain = `${stripMarks(random.pick(families))}${random.pick(['.com', '.net', '.org', '-jones.com'])}`
  return { given, family, email: `${mailbox}@${domain}`.toLowerCase().replace(/['_ ]/g, '') }
}

function recordsOf(random: Random, person: Person, id: string): readonly PersonRecord[] {
  const master = toRecord(person, id, true)
  const copies = Array.from({ length: random.integer(1, COPIES_MAX) }, () =>
    toRecord(spoil(random, person), id, false),
  )
  return [master, ...copies]
}

function toRecord(person: Person, id: string, isMaster: boolean): PersonRecord {
  const name = `${person.given} ${person.family}`.trim()
  return { person: id, name, email: person.email === '' ? null : person.email, isMaster }
}

function spoil(random: Random, { given, family, email }: Person): Person {
  const nicknames = NICKNAMES[given.toLowerCase()]
  const called = nicknames !== undefined && random.chance(NICKNAME) ? random.pick(nicknames) : given
  const first = spoilText(random, called, SPOILED_NAME)
  const last = spoilText(random, family, SPOILED_NAME)
  const isSwapped = random.chance(SWAPPED)
  return {
    given: isSwapped ? last : first,
    family: isSwapped ? first : last,
    email: spoilText(random, email, SPOILED_EMAIL),
  }
}

function spoilText(random: Random, text: string, chance: number): string {
  if (random.chance(MISSING)) return ''
  if (!random.chance(chance)) return text
  const times = random.pick([1, 1, 2])
  return Array.from({ length: times }).reduce<string>((spoiled) => slip(random, spoiled), text)
}

function slip(random: Random, text: string): string {
  if (text.length < 3) return text
  const at = random.integer(0, text.length - 2)
  const [before, here, next, after] = [
    text.slice(0, at),
    text[at],
    text[at + 1],
    text.slice(at + 2),
  ]
  const letter = ALPHABET[random.integer(0, ALPHABET.length - 1)] ?? 'e'
  return random.pick([
    `${before}${next}${here}${after}`,
    `${before}${next}${after}`,
    `${before}${here}${letter}${next}${after}`,
    `${before}${letter}${next}${after}`,
  ])
}
