import type { NameLevel } from './compare-names.ts'
import type { DepartmentLevel } from './decision.ts'
import type { AddressLevel } from './normalize-email.ts'

// They order candidates and nothing more: whether somebody is linked is decided by rules over levels.
const ADDRESS: Readonly<Record<AddressLevel | 'none', number>> = {
  exact: 0.97,
  plus: 0.96,
  suffix: 0.96,
  respelled: 0.6,
  other: 0,
  none: 0,
}
const NAME: Readonly<Record<NameLevel, number>> = {
  exact: 0.9,
  spelling: 0.89,
  order: 0.87,
  spacing: 0.85,
  subset: 0.7,
  typo: 0.65,
  nickname: 0.6,
  initial: 0.5,
  similar: 0.4,
  'short-form': 0.35,
  lone: 0.3,
  partial: 0.1,
  none: 0,
}
const DEPARTMENT: Readonly<Record<DepartmentLevel, number>> = {
  agrees: 0.3,
  mixed: 0.1,
  unknown: 0,
  differs: 0,
}

/**
 * A figure from 0 to 1, three decimals, that grows with every agreement. A contradicting name or department and an
 * employee who has left weigh it down.
 */
export function scoreOf(
  levels: {
    readonly address: AddressLevel | 'none'
    readonly name: NameLevel
    readonly isPreviousName: boolean
    readonly addressName: NameLevel
    readonly department: DepartmentLevel
  },
  isActive: boolean,
): number {
  const name = NAME[levels.name] * (levels.isPreviousName ? 0.95 : 1)
  const addressName = NAME[levels.addressName] * 0.3
  const doubt = (1 - ADDRESS[levels.address]) * (1 - name) * (1 - addressName)
  const agreement = 1 - doubt
  const supported = agreement * (1 + DEPARTMENT[levels.department] * (1 - agreement))
  const contradicted = levels.department === 'differs' ? 0.85 : 1
  const clash = ADDRESS[levels.address] > 0 && levels.name === 'none' ? 0.6 : 1
  return Math.round(supported * contradicted * clash * (isActive ? 1 : 0.85) * 1000) / 1000
}
