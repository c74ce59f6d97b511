import type { Json } from '../kernel/canonical-json.ts'
import type { Asset, AssetKind } from './assets.ts'
import type { AssetChange } from './compare-assets.ts'
import type { DeployRecord } from './deploy-record.ts'
import { UNDO_DELETES } from './deploy-scopes.ts'
import { HIDDEN_FIELDS, hiddenValue, withHiddenValue } from './hidden-fields.ts'

type Named = { readonly kind: AssetKind; readonly name: string }

/** What an undo will do, and what it will not. */
export type UndoPlan = {
  /** Written back as they were. */
  readonly write: readonly Asset[]
  /** Actions whose earlier version runs again, with its code and its secrets. */
  readonly redeploy: readonly { readonly name: string; readonly versionId: string }[]
  /** Made by the deploy; in the order in which they can be deleted. */
  readonly remove: readonly Named[]
  /** What stays as the deploy left it, and why. */
  readonly left: readonly (Named & { readonly why: string })[]
}

const REMOVE_ORDER = Object.keys(UNDO_DELETES)

/**
 * How the tenant gets back to what the record says was there before. Touches nothing the deploy did not change.
 * `wanted` gives streams the value they prove themselves with, which an export does not hold.
 */
export function planUndo(
  record: Pick<DeployRecord, 'changes' | 'before' | 'deployedVersions'>,
  wanted: readonly Asset[],
): UndoPlan {
  const { changes, before, deployedVersions } = record
  const beforeOf = ({ kind, name }: Named) =>
    before.find((asset) => asset.kind === kind && asset.name === name)
  const isAction = ({ kind }: Named) => kind === 'actions'
  const isUnwritable = ({ kind, name }: Named) =>
    HIDDEN_FIELDS[kind] !== undefined &&
    !wanted.some((one) => one.kind === kind && one.name === name)
  const created = changes.filter((change) => beforeOf(change) === undefined)
  const updated = changes.filter((change) => beforeOf(change) !== undefined)
  // A trigger without Actions is not in an export, and is always there.
  const emptied = created
    .filter(({ kind }) => kind === 'triggers')
    .map(({ kind, name }): Asset => ({ kind, name, body: { bindings: [] } }))
  const made = created.filter(({ kind }) => kind !== 'triggers')
  const actions = updated.filter(isAction).map(({ kind, name }) => {
    return { kind, name, versionId: deployedVersions[name] }
  })
  return {
    write: [
      ...emptied,
      ...updated
        .filter((change) => !isAction(change) && !isUnwritable(change))
        .flatMap((change) => withToken(beforeOf(change), wanted)),
    ],
    redeploy: actions.flatMap(({ name, versionId }) =>
      versionId === undefined ? [] : [{ name, versionId }],
    ),
    remove: made
      .filter(({ kind }) => UNDO_DELETES[kind] !== undefined)
      .map(({ kind, name }) => ({ kind, name }))
      .toSorted((a, b) => REMOVE_ORDER.indexOf(a.kind) - REMOVE_ORDER.indexOf(b.kind)),
    left: [
      ...made.filter(({ kind }) => UNDO_DELETES[kind] === undefined).map(neverRemoved),
      ...actions
        .filter(({ versionId }) => versionId === undefined)
        .map(({ kind, name }) => ({ kind, name, why: 'no version of it ran before' })),
      ...updated.filter(isUnwritable).map(({ kind, name }) => {
        return {
          kind,
          name,
          why: 'what it proves itself with cannot be read: deploy it once with AUTH0_STREAM_TOKEN',
        }
      }),
      ...updated.filter((change) => !isAction(change)).flatMap(unsetBefore),
    ],
  }
}

function withToken(asset: Asset | undefined, wanted: readonly Asset[]): readonly Asset[] {
  if (asset === undefined) return []
  const ours = wanted.find(({ kind, name }) => kind === asset.kind && name === asset.name)
  return [ours === undefined ? asset : withHiddenValue(asset, hiddenValue(ours))]
}

function neverRemoved({ kind, name }: Named) {
  const reasons: Partial<Record<AssetKind, string>> = {
    clients: 'an application is never deleted; delete it by hand if nobody uses it',
    databases: 'a connection is never deleted, since its users would go with it',
  }
  return { kind, name, why: reasons[kind] ?? 'Auth0 cannot delete it' }
}

/** Writing the asset back names what it held, so a field that was not there stays. */
function unsetBefore({ kind, name, fields }: AssetChange): readonly (Named & { why: string })[] {
  const added = fields.filter(({ before, after }) => before === null && !isNothing(after))
  if (added.length === 0) return []
  const paths = added.map(({ path }) => path).join(', ')
  return [{ kind, name, why: `had no ${paths} before, and Auth0 keeps what is not named` }]
}

function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}
