import { PodlinkError } from '../../kernel/errors.ts'

/**
 * The name in back-ticks, ready for SQL: a plain identifier and nothing else, so that no configuration can smuggle SQL.
 * @throws PodlinkError CONFIG_INVALID
 */
export function quoteIdentifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) {
    throw new PodlinkError('CONFIG_INVALID', 'A PodFactory table or column has an unusual name.', {
      fix: 'Use letters, digits and _ only in the PodFactory column map, not starting with a digit, at most 64.',
    })
  }
  return `\`${name}\``
}
