import { PodlinkError } from '../../kernel/errors.ts'
import { readWorld, type WorldName, type WorldState } from './world-folder.ts'

/** The one in the background first, then whatever somebody has open. */
const WORLDS: readonly WorldName[] = ['sandbox', 'demo', 'tenant']

/** The world that runs, or the named one; null when it does not run. */
export async function findWorld(name?: WorldName): Promise<WorldState | null> {
  for (const candidate of name === undefined ? WORLDS : [name]) {
    const world = await readWorld(candidate)
    if (world !== null) return world
  }
  return null
}

/** @throws PodlinkError SANDBOX_FAILED when it does not run. */
export async function needWorld(name?: WorldName): Promise<WorldState> {
  const world = await findWorld(name)
  if (world !== null) return world
  throw new PodlinkError(
    'SANDBOX_FAILED',
    name === undefined ? 'No sandbox runs.' : `No sandbox with the name ${name} runs.`,
    {
      fix: 'Start one with `podlink sandbox start`, or only the tenant with `podlink sandbox tenant`.',
    },
  )
}
