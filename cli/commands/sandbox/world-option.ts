import { Option } from 'commander'

/** Options of a command that works in a running world. */
export type InWorld = { readonly world?: string; readonly json?: boolean }

/** `--world`: only needed when several run. */
export function worldOption(): Option {
  return new Option('--world <name>', 'which one when several run: sandbox, demo or tenant')
}
