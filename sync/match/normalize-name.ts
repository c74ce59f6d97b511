import { foldText, foldWords } from './fold-text.ts'

/** The compared forms of one name, strictest first. */
export type NormalizedName = {
  /** As given, without surrounding space. */
  readonly original: string
  /** Folded words in reading order, titles and station tags removed. */
  readonly words: readonly string[]
  /** Words in reading order. */
  readonly key: string
  /** Words in alphabetical order: equal whatever the order of given name and surname. */
  readonly sortedKey: string
  /** Letters only: equal however the name is spaced, hyphenated or dotted. */
  readonly compactKey: string
  /** `jr`, `sr`, `ii`, `iii` or `iv`: tells a father from a son. */
  readonly generation: string | null
  /** Folded words in brackets, such as a station. */
  readonly tags: readonly string[]
}

const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'sir',
  'madam',
  'sra',
  'srta',
  'senor',
  'senora',
])
const GENERATIONS: ReadonlyMap<string, string> = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['sr', 'sr'],
  ['ii', 'ii'],
  ['iii', 'iii'],
  ['iv', 'iv'],
])
const BRACKETS = /[([{（【]([^()[\]{}（）【】]*)[)\]}）】]/gu

/**
 * Reads a person's name as people type it: `Doe, John`, `john_doe`, `JOHN.DOE`, `Mr. John Doe (HP)` give the same keys.
 * An address in the place of a name is read by its local part. Returns null when no letter is left.
 */
export function normalizeName(text: string | null): NormalizedName | null {
  if (text === null) return null
  const original = text.trim()
  if (PLAIN.test(original)) {
    const parts = original.toLowerCase().split(',').map(lettersOf)
    return toNormalized(original, readWords(parts), NO_TAGS)
  }
  const tags = [...original.matchAll(BRACKETS)].flatMap((match) => foldWords(match[1] ?? ''))
  const bare = original.replace(BRACKETS, ' ').replace(/@.*$/su, '')
  const parts = foldText(bare).split(',').map(nameWords)
  return toNormalized(original, readWords(parts), tags)
}

type Words = { readonly words: readonly string[]; readonly generation: string | null }

function toNormalized(
  original: string,
  { words, generation }: Words,
  tags: readonly string[],
): NormalizedName | null {
  if (words.length === 0) return null
  return { original, words, ...keysOf(words), generation, tags }
}

type Keys = Pick<NormalizedName, 'key' | 'sortedKey' | 'compactKey'>

// Joined and not added up: a sum of texts keeps its parts besides itself.
function keysOf(words: readonly string[]): Keys {
  const [first = ''] = words
  if (words.length === 1) return { key: first, sortedKey: first, compactKey: first }
  const key = words.join(' ')
  const isSorted = words.every((word, at) => at === 0 || (words[at - 1] ?? '') <= word)
  const sortedKey = isSorted ? key : words.toSorted().join(' ')
  return { key, sortedKey, compactKey: words.join('') }
}

/** Most names: letters and what stands between words, where nothing has to be folded or taken out. */
const PLAIN = /^[A-Za-z ,._-]+$/
const NO_TAGS: readonly string[] = []
const LETTER_A = 97

/** The words of lower-case letters, the only ones that a plain name has. */
function lettersOf(text: string): readonly string[] {
  const words: string[] = []
  let start = 0
  for (let at = 0; at <= text.length; at += 1) {
    // Past the end there is no code, which is no letter either.
    if (text.charCodeAt(at) >= LETTER_A) continue
    if (at > start) words.push(text.slice(start, at))
    start = at + 1
  }
  return words
}

function readWords(all: readonly (readonly string[])[]): Words {
  const [only] = all
  if (all.length === 1 && only !== undefined) {
    const generation = findGeneration(only)
    return { words: withoutTitle(withoutGeneration(only, generation)), generation }
  }
  const parts = all.filter((part) => part.length > 0)
  const generation = findGeneration(parts.flat())
  const [surname = [], ...rest] = parts.map((part) => withoutGeneration(part, generation))
  return { words: withoutTitle([...rest.flat(), ...surname]), generation }
}

function nameWords(text: string): readonly string[] {
  return foldWords(text)
    .map((word) => word.replace(/[0-9]+/g, ''))
    .filter((word) => word !== '')
}

// The first word is a name whatever it looks like: there are people called Junior.
function findGeneration(words: readonly string[]): string | null {
  if (words.length < 3) return null
  const found = words.find((word, at) => at > 0 && GENERATIONS.has(word))
  return found === undefined ? null : (GENERATIONS.get(found) ?? null)
}

function withoutGeneration(words: readonly string[], generation: string | null): readonly string[] {
  if (generation === null) return words
  return words.filter((word) => GENERATIONS.get(word) !== generation)
}

function withoutTitle(words: readonly string[]): readonly string[] {
  const first = words[0]
  return words.length > 1 && first !== undefined && TITLES.has(first)
    ? withoutTitle(words.slice(1))
    : words
}
