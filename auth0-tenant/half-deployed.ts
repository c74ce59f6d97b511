import { PodlinkError } from '../kernel/errors.ts'
import type { AssetChange } from './compare-assets.ts'
import { isHidden } from './hidden-fields.ts'
import type { TenantPlan } from './tenant-plan.ts'

type Half = {
  readonly plan: TenantPlan
  readonly recordFile: string
  readonly error: unknown
  /** What a deploy would write now; null when the tenant could not be read. */
  readonly now: TenantPlan | null
}

/**
 * The failure of a deploy that stopped half-way: what of its plan was written, what was not, and what cannot be told,
 * because nobody is shown it.
 */
export function halfDeployed({ plan, recordFile, error, now }: Half): PodlinkError {
  const cause = error instanceof Error ? error.message : 'the deploy tool failed'
  const fix = `Deploy again when the cause is mended: it goes on from here. Or take it back with \`podlink tenant deploy --undo\` (what was there before lies in ${recordFile}).`
  if (now === null) {
    const message = `The deploy failed, and the tenant could not be read to see how far it came. To be written were:\n${listOf(plan.changes)}\n${cause}`
    return new PodlinkError('AUTH0_DEPLOY', message, { fix, cause: error })
  }
  const fates = plan.changes.map((change) => [fateOf(change, now), change] as const)
  const of = (fate: Fate) => fates.flatMap(([one, change]) => (one === fate ? [change] : []))
  const [written, left, untold] = [of('written'), of('left'), of('untold')]
  const message = [
    `The deploy stopped half-way. Written (${written.length}):`,
    listOf(written),
    `Not or not fully written (${left.length}):`,
    listOf(left),
    ...(untold.length === 0
      ? []
      : [`Written or not, which nobody can see (${untold.length}):`, listOf(untold)]),
    cause,
  ].join('\n')
  return new PodlinkError('AUTH0_DEPLOY', message, {
    fix,
    cause: error,
    details: { written: written.length, left: left.length, untold: untold.length },
  })
}

type Fate = 'written' | 'left' | 'untold'

/** Hidden fields travel in the call of the visible ones, so what can be seen speaks for them. */
function fateOf({ kind, name, fields }: AssetChange, now: TenantPlan): Fate {
  const isSeen = ({ path }: { readonly path: string }) => !isHidden(kind, path)
  const still = now.changes.find((change) => change.kind === kind && change.name === name)
  if (still?.fields.some(isSeen) === true) return 'left'
  return fields.some(isSeen) ? 'written' : 'untold'
}

/** The failure of a deploy of which everything was sent and not everything was found afterwards. */
export function unverified(plan: TenantPlan, recordFile: string, error: unknown): PodlinkError {
  const why = error instanceof Error ? error.message : 'it could not be read'
  const message = [
    `Everything was sent, but that it arrived could not be shown. Sent (${plan.changes.length}):`,
    listOf(plan.changes),
    why,
  ].join('\n')
  const fix = error instanceof PodlinkError ? error.fix : 'Look at the tenant.'
  return new PodlinkError('AUTH0_DEPLOY', message, {
    fix: `${fix} \`podlink tenant plan\` shows what is left; what was there before lies in ${recordFile}.`,
    cause: error,
  })
}

/** Changes as lines: kinds, names and fields, never a value. */
export function listOf(changes: readonly AssetChange[]): string {
  if (changes.length === 0) return '  nothing'
  return changes
    .map(({ kind, name, fields }) => {
      const paths = fields.map(({ path }) => path)
      return `  ${kind} ${name} (${paths.slice(0, 6).join(', ')}${paths.length > 6 ? ', …' : ''})`
    })
    .join('\n')
}
