import { NAME_LISTS } from './name-lists.ts'
import type { Random } from './random.ts'
import type { Origin } from './roster.ts'

/** A name in its parts; `display` puts them in the order in which this person writes them. */
export type PersonName = {
  readonly given: string
  /** A second given name or a middle name. */
  readonly middle: string | null
  readonly family: string
  readonly secondFamily: string | null
  readonly isFamilyFirst: boolean
}

/** Of a hundred people: how many have a second given name, a second family name, their family name first. */
const HABITS: Readonly<
  Record<Origin, { middle: number; secondFamily: number; familyFirst: number }>
> = {
  US: { middle: 20, secondFamily: 2, familyFirst: 0 },
  MX: { middle: 25, secondFamily: 45, familyFirst: 0 },
  VN: { middle: 70, secondFamily: 0, familyFirst: 55 },
  PH: { middle: 25, secondFamily: 8, familyFirst: 0 },
  KR: { middle: 0, secondFamily: 0, familyFirst: 35 },
  IN: { middle: 15, secondFamily: 0, familyFirst: 0 },
  PL: { middle: 10, secondFamily: 8, familyFirst: 0 },
}

/** Makes up a name as it is usual where the person comes from. */
export function inventName(random: Random, origin: Origin): PersonName {
  const lists = NAME_LISTS[origin]
  const habits = HABITS[origin]
  const given = random.pick(lists.given)
  const family = random.pick(lists.family)
  const others = lists.family.filter((name) => name !== family)
  const middles = lists.middle.filter((name) => name !== given)
  const has = (percent: number) => random.chance(percent / 100)
  return {
    given,
    middle: middles.length > 0 && has(habits.middle) ? random.pick(middles) : null,
    family,
    secondFamily: has(habits.secondFamily) ? random.pick(others) : null,
    isFamilyFirst: has(habits.familyFirst),
  }
}

/** The whole name. Where the family name comes first, the middle name stands between it and the given name. */
export function displayName(name: PersonName): string {
  if (!name.isFamilyFirst) return `${givenPart(name)} ${familyPart(name)}`
  const own = name.middle === null ? name.given : `${name.middle} ${name.given}`
  return `${familyPart(name)} ${own}`
}

/** First and second given name. */
export function givenPart(name: PersonName): string {
  return name.middle === null ? name.given : `${name.given} ${name.middle}`
}

/** First and second family name. */
export function familyPart(name: PersonName): string {
  return name.secondFamily === null ? name.family : `${name.family} ${name.secondFamily}`
}

/** Latin letters without marks: `Đỗ` becomes `Do`, `Łukasz` becomes `Lukasz`. */
export function stripMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐłŁ]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
}

const PLAIN_LETTERS: Readonly<Record<string, string>> = { đ: 'd', Đ: 'D', ł: 'l', Ł: 'L' }

/** What two spellings of one name share: lower case, no marks, the words in alphabetical order. */
export function nameKey(display: string): string {
  return stripMarks(display).toLowerCase().split(/\s+/).sort().join(' ')
}
