import { departmentHints, type DepartmentHints } from './department-hints.ts'
import {
  brokenOffLocal,
  type NormalizedEmail,
  normalizeEmail,
  respelledLocal,
} from './normalize-email.ts'
import { type NormalizedName, normalizeName } from './normalize-name.ts'
import type { UserRecord } from './people.ts'
import type { MatchSettings } from './settings.ts'
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

/** Normalises everything the rules look at. */
export function toUserFacts(record: UserRecord, vocabulary: Vocabulary): UserFacts {
  return new LazyUserFacts(record, vocabulary)
}

/**
 * Few users need the last two, so that they are made when first asked for. A class, because getters of an object of its
 * own would make each user a dictionary, at three times the memory.
 */
class LazyUserFacts implements UserFacts {
  readonly record: UserRecord
  readonly name: NormalizedName | null
  readonly email: NormalizedEmail | null
  readonly hints: DepartmentHints
  readonly isNameOfPlace: boolean
  readonly isAddressOfPlace: boolean
  private spelled: NormalizedName | null | undefined
  private respelled: readonly string[] | undefined

  constructor(record: UserRecord, vocabulary: Vocabulary) {
    const { settings, placeWords } = vocabulary
    const name = normalizeName(withoutSuffix(record.fullName, settings))
    const email = normalizeEmail(record.email, settings)
    this.record = record
    this.name = name
    this.email = email
    this.hints = departmentHints({ user: record, name, email, vocabulary })
    this.isNameOfPlace = name !== null && isSharedAccountName(name.original, placeWords)
    this.isAddressOfPlace =
      email?.isCompany === true && isSharedAccountName(email.local, placeWords)
    this.spelled = undefined
    this.respelled = undefined
  }

  get departments(): readonly string[] {
    return this.hints.departments
  }

  get addressName(): NormalizedName | null {
    if (this.spelled === undefined) this.spelled = readAddressName(this.email)
    return this.spelled
  }

  get respelledLocals(): readonly string[] {
    this.respelled ??= respelledLocals(this.record, this.email)
    return this.respelled
  }
}

/** An address in the place of the name is read as an address: without its station suffix. */
function withoutSuffix(fullName: string | null, settings: MatchSettings): string | null {
  if (fullName === null || !fullName.includes('@')) return fullName
  return normalizeEmail(fullName, settings)?.readings.at(-1)?.address ?? fullName
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
