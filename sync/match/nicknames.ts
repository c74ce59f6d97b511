import { ENGLISH_NICKNAMES } from './english-nicknames.ts'
import { OTHER_NICKNAMES } from './other-nicknames.ts'

// The lists say what may be the same person and decide nothing alone. A short form may stand on several lines (`alex`).
const lines = `${ENGLISH_NICKNAMES.trim()}
${OTHER_NICKNAMES.trim()}`
  .split('\n')
  .map((line) => line.split(' '))

const listed: ReadonlySet<string> = new Set(lines.flat())

const namesOf: ReadonlyMap<string, ReadonlySet<string>> = collect()

/** True when both given names may call one person: a name and its short form, or two short forms of one name. */
export function areNicknames(a: string, b: string): boolean {
  if (a === b) return false
  const names = namesOf.get(spelling(a))
  return names !== undefined && (names.has(b) || names.has(spelling(b)))
}

/** True for a name of the list as it stands there, in any of its short forms. */
export function isListedName(name: string): boolean {
  return listed.has(name)
}

/** Every other name the one given may stand for; empty when unknown. */
export function nicknamesOf(name: string): readonly string[] {
  return [...(namesOf.get(spelling(name)) ?? [])].filter((other) => other !== name)
}

// Short forms are spelled as one likes: `Torrie`, `Tori` and `Torry`, `Jimmie` and `Jimy`.
function spelling(name: string): string {
  return name.replace(/(.)\1/g, '$1').replace(/(?<=..)(?:ie|ee|i|ey)$/, 'y')
}

function collect(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const line of lines) {
    const forms = [...new Set([...line, ...line.map((name) => spelling(name))])]
    for (const key of new Set(line.map((name) => spelling(name)))) {
      const names = found.get(key) ?? new Set<string>()
      for (const form of forms) names.add(form)
      found.set(key, names)
    }
  }
  return found
}
