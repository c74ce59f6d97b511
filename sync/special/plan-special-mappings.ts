import type { PodfactoryUserId } from '../../kernel/ids.ts'
import type { SpecialMapping } from '../../store/tables/special-mappings.ts'

/** `before` is null for a new one, `after` for one that goes. */
export type SpecialChange = {
  readonly podfactoryUserId: PodfactoryUserId
  readonly before: SpecialMapping | null
  readonly after: SpecialMapping | null
}

/** The changes that leave exactly the wanted special mappings, by user; equal lists give none. */
export function planSpecialMappings(
  stored: readonly SpecialMapping[],
  wanted: readonly SpecialMapping[],
): readonly SpecialChange[] {
  const before = new Map(stored.map((one) => [one.podfactoryUserId, one]))
  const after = new Map(wanted.map((one) => [one.podfactoryUserId, one]))
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  return ids
    .map((podfactoryUserId) => ({
      podfactoryUserId,
      before: before.get(podfactoryUserId) ?? null,
      after: after.get(podfactoryUserId) ?? null,
    }))
    .filter((change) => !isSame(change))
    .toSorted((a, b) => (a.podfactoryUserId < b.podfactoryUserId ? -1 : 1))
}

function isSame({ before, after }: SpecialChange): boolean {
  return before?.employeeId === after?.employeeId && before?.reason === after?.reason
}
