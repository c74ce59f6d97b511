import { departmentHints, type DepartmentHints } from './department-hints.ts'
import {
  brokenOffLocal,
  type NormalizedEmail,
  normalizeEmail,
  respelledLocal,
} from './normalize-email.ts'
import { type NormalizedName, normalizeName } from './normalize-name.ts'
import type { UserRecord } from './people.ts'
import { isSharedAccountName } from './shared-account.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A user with the forms he is compared by. */
export type UserFacts = {
  readonly record: UserRecord
  readonly name: NormalizedName | null
  readonly email: NormalizedEmail | null
  /** What the local part of the address spells, such as `john doe`; only a hint, whatever the domain. */
  readonly addressName: NormalizedName | null
  /** Local parts without separators that may be an employee's, for company addresses and ones that break off. */
  readonly respelledLocals: readonly string[]
  readonly hints: DepartmentHints
  readonly departments: readonly string[]
  readonly isNameOfPlace: boolean
  readonly isAddressOfPlace: boolean
}

/** Normalises everything the rules look at; what few users need is made when it is first asked for. */
export function toUserFacts(record: UserRecord, vocabulary: Vocabulary): UserFacts {
  const { settings, placeWords } = vocabulary
  const name = normalizeName(record.fullName)
  const email = normalizeEmail(record.email, settings)
  const hints = departmentHints({ user: record, name, email, vocabulary })
  let addressName: NormalizedName | null | undefined
  let respelled: readonly string[] | undefined
  return {
    record,
    name,
    email,
    get addressName() {
      if (addressName === undefined) addressName = readAddressName(email)
      return addressName
    },
    get respelledLocals() {
      respelled ??= respelledLocals(record, email)
      return respelled
    },
    hints,
    departments: hints.departments,
    isNameOfPlace: name !== null && isNamedLikePlace(name, placeWords),
    isAddressOfPlace: email?.isCompany === true && isSharedAccountName(email.local, placeWords),
  }
}

// Most names hold a word that no place has, which is quicker to see than the rest.
function isNamedLikePlace(name: NormalizedName, placeWords: ReadonlySet<string>): boolean {
  const [first = ''] = name.words
  if (name.tags.length === 0 && first.length > 3 && !placeWords.has(first)) return false
  return isSharedAccountName(name.original, placeWords)
}

function readAddressName(email: NormalizedEmail | null): NormalizedName | null {
  const base = email?.readings.at(-1)?.address ?? null
  return normalizeName(base === null ? null : base.replace(/\+.*@/u, '@'))
}

function respelledLocals(record: UserRecord, email: NormalizedEmail | null): readonly string[] {
  const brokenOff = brokenOffLocal(record.email)
  if (brokenOff !== null) return [respelledLocal(`${brokenOff}@`)]
  if (email === null || !email.isCompany) return []
  return [...new Set(email.readings.map(({ address }) => respelledLocal(address)))]
}
