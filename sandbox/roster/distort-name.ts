import { NICKNAMES } from './name-lists.ts'
import { displayName, familyPart, givenPart, type PersonName, stripMarks } from './person-name.ts'
import type { Random } from './random.ts'
import type { NameKind, StrangerKind } from './roster.ts'
import type { Station } from './stations.ts'

type Distortion = Exclude<NameKind, StrangerKind | 'same' | 'previous'>

/** How often each distortion is tried; most people are entered as they are. */
const WEIGHTS: Readonly<Record<Distortion | 'same', number>> = {
  same: 380,
  nodiacritics: 110,
  typo: 64,
  dots: 64,
  lower: 64,
  comma: 60,
  dropmiddle: 80,
  upper: 35,
  station: 31,
  underscore: 30,
  nickname: 60,
  initial: 26,
  dropsecond: 40,
  spaces: 20,
  swap: 20,
  title: 10,
  firstonly: 8,
}

/**
 * Writes a name the way a hurried station does. `kind` is what really happened: a distortion that does not apply to
 * this name (no middle name to drop, no mark to lose) leaves it as it is and is called `same`.
 */
export function distortName(
  random: Random,
  name: PersonName,
  station: Station,
): { readonly text: string; readonly kind: Distortion | 'same' } {
  const kind = random.pickWeighted(WEIGHTS)
  const display = displayName(name)
  const text = kind === 'same' ? display : applyDistortion(random, name, kind, station)
  return text === display ? { text, kind: 'same' } : { text, kind }
}

function applyDistortion(
  random: Random,
  name: PersonName,
  kind: Distortion,
  station: Station,
): string {
  const display = displayName(name)
  const written: Readonly<Record<Distortion, () => string>> = {
    nodiacritics: () => stripMarks(display),
    typo: () => misspell(random, display),
    dropmiddle: () => displayName({ ...name, middle: null }),
    dropsecond: () => displayName({ ...name, secondFamily: null }),
    comma: () => `${familyPart(name)}, ${givenPart(name)}`,
    dots: () => stripMarks(display).toLowerCase().replaceAll(' ', '.'),
    underscore: () => stripMarks(display).toLowerCase().replaceAll(' ', '_'),
    lower: () => display.toLowerCase(),
    upper: () => display.toUpperCase(),
    spaces: () => `  ${display.replaceAll(' ', '  ')} `,
    title: () => `${random.pick(['Mr.', 'Ms.', 'Mrs.'])} ${display}`,
    nickname: () => useNickname(random, name),
    station: () => `${display} (${station.tag.toUpperCase()})`,
    swap: () => displayName({ ...name, isFamilyFirst: !name.isFamilyFirst }),
    initial: () => `${name.given.slice(0, 1)}. ${familyPart(name)}`,
    firstonly: () => name.given,
  }
  return written[kind]()
}

function useNickname(random: Random, name: PersonName): string {
  const known = NICKNAMES[stripMarks(name.given).toLowerCase()]
  return displayName(known === undefined ? name : { ...name, given: random.pick(known) })
}

const FREQUENT_LETTERS = ['a', 'e', 'i', 'o', 'n', 'r', 's', 't']

/** One slip of the finger inside a word of at least four letters; a text without one stays as it is. */
function misspell(random: Random, text: string): string {
  const words = text.split(' ')
  const long = words.flatMap((word, index) => (Array.from(word).length >= 4 ? [index] : []))
  if (long.length === 0) return text
  const chosen = random.pick(long)
  return words.map((word, index) => (index === chosen ? slip(random, word) : word)).join(' ')
}

function slip(random: Random, word: string): string {
  const letters = Array.from(word)
  const at = random.integer(1, letters.length - 2)
  const before = letters.slice(0, at)
  const [here = '', next = '', ...after] = letters.slice(at)
  const result = random.pick([
    [...before, next, here, ...after],
    [...before, next, ...after],
    [...before, here, here, next, ...after],
    [...before, random.pick(FREQUENT_LETTERS), next, ...after],
  ])
  return result.join('')
}
