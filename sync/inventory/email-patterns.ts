import { foldWords } from '../match/fold-text.ts'
import { normalizeEmail, type NormalizedEmail } from '../match/normalize-email.ts'
import type { MatchSettings } from '../match/settings.ts'
import { isSharedAccountName } from '../match/shared-account.ts'
import { toVocabulary } from '../match/vocabulary.ts'

/**
 * `known`: the rules read it. `elsewhere`: another domain, which stands for itself. `station`: nobody's. `none`: no address.
 * `unknown`: addresses that look like somebody's with something behind it that the settings do not name.
 */
export type PatternKind = 'known' | 'elsewhere' | 'station' | 'none' | 'unknown'

export type EmailPattern = {
  /** Letters as `a`, figures as `9`, an employee's own local part as `…`. */
  readonly pattern: string
  readonly kind: PatternKind
  readonly count: number
  /** Of the first addresses in order of the alphabet, at most three. */
  readonly examples: readonly string[]
}

type Mail = { readonly email: string | null; readonly name: string | null }

const EXAMPLES_MAX = 3
/** Endings that fewer people share are names rather than stations. */
const BASES_MIN = 3

/** Every form in which users write their address, most frequent first; the order of the input does not matter. */
export function findEmailPatterns(
  users: readonly Mail[],
  employees: readonly Mail[],
  settings: MatchSettings,
): readonly EmailPattern[] {
  const known = learn(users, employees, settings)
  const found = new Map<string, { kind: PatternKind; count: number; examples: string[] }>()
  const sorted = users.map(({ email }) => email).toSorted(byText)
  for (const email of sorted) {
    const { pattern, kind } = patternOf(email, settings, known)
    const entry = found.get(pattern) ?? { kind, count: 0, examples: [] }
    entry.count += 1
    if (email !== null && entry.examples.length < EXAMPLES_MAX) entry.examples.push(email)
    found.set(pattern, entry)
  }
  return [...found]
    .map(([pattern, entry]) => ({ pattern, ...entry }))
    .toSorted((a, b) => b.count - a.count || byText(a.pattern, b.pattern))
}

type Known = {
  /** Company addresses of employees. */
  readonly addresses: ReadonlySet<string>
  readonly stationWords: ReadonlySet<string>
  readonly nameWords: ReadonlySet<string>
  /** Endings that many different bases have and no name has. */
  readonly endings: ReadonlySet<string>
}

function learn(users: readonly Mail[], employees: readonly Mail[], settings: MatchSettings): Known {
  const addresses = new Set(
    employees.flatMap(({ email }) => normalizeEmail(email, settings)?.address ?? []),
  )
  const nameWords = new Set(employees.flatMap(({ name }) => foldWords(name ?? '')))
  const bases = new Map<string, Set<string>>()
  for (const { email } of users) {
    const mail = normalizeEmail(email, settings)
    const parts = mail?.isCompany === true ? splitEnding(mail.local) : null
    if (parts === null || !/[._-]/.test(parts.base)) continue
    bases.set(parts.ending, (bases.get(parts.ending) ?? new Set()).add(parts.base))
  }
  const endings = [...bases]
    .filter(([ending, of]) => of.size >= BASES_MIN && !nameWords.has(ending))
    .map(([ending]) => ending)
  return {
    addresses,
    stationWords: toVocabulary(settings).placeWords,
    nameWords,
    endings: new Set(endings),
  }
}

function patternOf(
  email: string | null,
  settings: MatchSettings,
  known: Known,
): { readonly pattern: string; readonly kind: PatternKind } {
  if (email === null || email.trim() === '') return { pattern: '(empty)', kind: 'none' }
  const mail = normalizeEmail(email, settings)
  if (mail === null) return { pattern: '(no address)', kind: 'none' }
  if (isSharedAccountName(mail.local, known.stationWords)) {
    return { pattern: '(station)', kind: 'station' }
  }
  if (!mail.isCompany) return { pattern: `…@${mail.domain}`, kind: 'elsewhere' }
  return companyPattern(mail, known)
}

function companyPattern(mail: NormalizedEmail, { addresses, endings, nameWords }: Known) {
  const owned = mail.readings.find(({ address }) => addresses.has(address))
  if (owned !== undefined) {
    const tag = owned.level === 'plus' ? '+tag' : owned.suffix === null ? '' : `.${owned.suffix}`
    return { pattern: `…${tag}`, kind: 'known' as const }
  }
  const suffixed = mail.readings.find(({ suffix }) => suffix !== null)
  const parts = splitEnding(mail.local)
  if (suffixed === undefined && parts !== null) {
    const isOwned = addresses.has(`${parts.base}@${mail.domain}`)
    const isName = nameWords.has(parts.ending)
    if (!isName && (isOwned || endings.has(parts.ending))) {
      return { pattern: `…${parts.separator}${parts.ending}`, kind: 'unknown' as const }
    }
  }
  const suffix = suffixed?.suffix
  const local = suffix ? mail.local.slice(0, -suffix.length - 1) : mail.local
  const shape = local.replaceAll(/\p{L}+/gu, 'a').replaceAll(/\p{Nd}+/gu, '9')
  return { pattern: suffix ? `${shape}.${suffix}` : shape, kind: 'known' as const }
}

/** `john.doe` and `qa` of `john.doe.qa`; null for one word. */
function splitEnding(local: string) {
  const [, base, separator, ending] = /^(.*[\p{L}\p{Nd}])([._-])(\p{L}+)$/u.exec(local) ?? []
  if (base === undefined || separator === undefined || ending === undefined) return null
  return { base, separator, ending }
}

function byText(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0
}
