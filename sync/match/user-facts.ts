import { type DepartmentHint, departmentHints } from './department-hints.ts'
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

/** A user with the forms he is compared by. */
export type UserFacts = {
  readonly record: UserRecord
  readonly name: NormalizedName | null
  readonly email: NormalizedEmail | null
  /** What the local part of the address spells, such as `john doe`; only a hint, whatever the domain. */
  readonly addressName: NormalizedName | null
  /** Local parts without separators that may be an employee's, for company addresses and ones that break off. */
  readonly respelledLocals: readonly string[]
  readonly hints: readonly DepartmentHint[]
  readonly departments: readonly string[]
  readonly isNameOfPlace: boolean
  readonly isAddressOfPlace: boolean
}

/** Normalises everything the rules look at, once per user. */
export function toUserFacts(
  record: UserRecord,
  settings: MatchSettings,
  placeWords: ReadonlySet<string>,
): UserFacts {
  const name = normalizeName(record.fullName)
  const email = normalizeEmail(record.email, settings)
  const hints = departmentHints({ user: record, name, email, settings })
  const base = email?.readings.at(-1)?.address ?? null
  return {
    record,
    name,
    email,
    addressName: normalizeName(base === null ? null : base.replace(/\+.*@/u, '@')),
    respelledLocals: respelledLocals(record, email),
    hints,
    departments: [...new Set(hints.flatMap((hint) => hint.departments))],
    isNameOfPlace: name !== null && isSharedAccountName(name.original, placeWords),
    isAddressOfPlace: email?.isCompany === true && isSharedAccountName(email.local, placeWords),
  }
}

function respelledLocals(record: UserRecord, email: NormalizedEmail | null): readonly string[] {
  const brokenOff = brokenOffLocal(record.email)
  if (brokenOff !== null) return [respelledLocal(`${brokenOff}@`)]
  if (email === null || !email.isCompany) return []
  return [...new Set(email.readings.map(({ address }) => respelledLocal(address)))]
}
