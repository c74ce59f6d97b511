import { foldText } from './fold-text.ts'
import type { MatchSettings } from './settings.ts'

/**
 * How an address of a user leads to an address of an employee. `respelled`: same letters and digits, other separators
 * or another company domain. `mirrored`: same local part at a domain where most people have the local part of their
 * company address. `similar`: private addresses a slip or two apart; `differs`: other private addresses. `contradicts`: an address of a kind that would be
 * the employee's own if the user were he, and is not. `other`: not the employee's, which tells nothing.
 */
export type AddressLevel =
  | 'exact'
  | 'plus'
  | 'suffix'
  | 'respelled'
  | 'mirrored'
  | 'similar'
  | 'differs'
  | 'contradicts'
  | 'other'

/** One way to read an address; `exact` is the address itself. */
export type AddressReading = {
  readonly address: string
  readonly level: 'exact' | 'plus' | 'suffix'
  /** Station suffix removed to get here, such as `hp`. */
  readonly suffix: string | null
}

export type Address = {
  readonly address: string
  readonly local: string
  readonly domain: string
  readonly isCompany: boolean
}

export type NormalizedEmail = Address & {
  /** Least changed first. A suffix counts only when no earlier reading belongs to an employee. */
  readonly readings: readonly AddressReading[]
}

/**
 * Lower-cases and trims an address and lists its readings. Outside the company's domains the address stands for itself:
 * no suffix and no plus tag is removed there. Returns null for what is no address (`n/a`, `-`, `john@`, empty).
 */
export function normalizeEmail(
  text: string | null,
  settings: Pick<MatchSettings, 'companyDomains' | 'suffixDepartments'>,
): NormalizedEmail | null {
  const parsed = parseAddress(text, settings)
  if (parsed === null) return null
  const { address, local, domain, isCompany } = parsed
  const exact: AddressReading = { address, level: 'exact', suffix: null }
  const readings = isCompany
    ? [exact].concat(companyReadings(local, domain, settings.suffixDepartments))
    : [exact]
  return { address, local, domain, isCompany, readings }
}

/** The same for an address that stands for itself, as an employee's does. */
export function parseAddress(
  text: string | null,
  settings: Pick<MatchSettings, 'companyDomains'>,
): Address | null {
  const address = foldAddress(text ?? '')
  if (!ADDRESS.test(address)) return null
  const at = address.indexOf('@')
  const domain = address.slice(at + 1)
  const company = settings.companyDomains.find((one) => one === domain)
  return {
    address,
    local: address.slice(0, at),
    // The text of the settings, so that not every address keeps one of its own.
    domain: company ?? domain,
    isCompany: company !== undefined,
  }
}

const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/u

/** The local part of an address that breaks off after the `@`, as in `john.doe@`; null for anything else. */
export function brokenOffLocal(text: string | null): string | null {
  return /^([^\s@,;<>]+)@$/u.exec(foldAddress(text ?? ''))?.[1] ?? null
}

/** Letters and digits of a company address without its domain: `john_doe2@…` and `john.doe2@…` give `johndoe2`. */
export function respelledLocal(address: string): string {
  return foldText(address.slice(0, address.indexOf('@'))).replace(/[^a-z0-9]/g, '')
}

function foldAddress(text: string): string {
  if (/^[a-zA-Z0-9.@_+-]*$/.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^<(.*)>$/u, '$1')
    .toLowerCase()
}

function companyReadings(
  local: string,
  domain: string,
  suffixes: MatchSettings['suffixDepartments'],
): readonly AddressReading[] {
  const plus = local.indexOf('+')
  const untagged = plus > 0 ? local.slice(0, plus) : local
  const readings: AddressReading[] = []
  if (plus > 0) readings.push({ address: `${untagged}@${domain}`, level: 'plus', suffix: null })
  const cut = ['.', '_', '-'].reduce((last, mark) => Math.max(last, untagged.lastIndexOf(mark)), -1)
  const [base, suffix] = [untagged.slice(0, Math.max(0, cut)), untagged.slice(cut + 1)]
  if (/[a-z0-9]$/.test(base) && Object.hasOwn(suffixes, suffix)) {
    readings.push({ address: `${base}@${domain}`, level: 'suffix', suffix })
  }
  return readings
}
