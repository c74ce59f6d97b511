import pc from 'picocolors'
import type { AssetChange, FieldChange } from '../auth0-tenant/compare-assets.ts'
import type { UndoPlan } from '../auth0-tenant/plan-undo.ts'
import { differInSecretsOnly } from '../auth0-tenant/secret-mark.ts'
import type { TenantPlan } from '../auth0-tenant/tenant-plan.ts'

const VALUE_CHARACTERS = 60

/** A plan for people: one block for each asset, new ones green, changed ones yellow, before and after of each field. */
export function renderPlan(plan: TenantPlan): string {
  const { changes, domain, id } = plan
  if (changes.length === 0) return pc.green(`${domain} holds what the files say. Nothing to do.`)
  const created = changes.filter(({ action }) => action === 'create').length
  const title = `${domain}: ${created} to create, ${changes.length - created} to update, nothing to delete`
  return [pc.bold(title), ...changes.map(renderChange), `plan ${id}`].join('\n\n')
}

function renderChange({ kind, name, action, fields }: AssetChange): string {
  const head = `${kind} ${clean(name)}`
  if (action === 'create') {
    const paths = fields.map(({ path }) => path).join(', ')
    return `${pc.green(`+ ${head}`)}\n    ${pc.dim(paths)}`
  }
  return [pc.yellow(`~ ${head}`), ...fields.map((field) => `    ${renderField(field)}`)].join('\n')
}

function renderField({ path, before, after }: FieldChange): string {
  if (typeof before === 'string' && typeof after === 'string' && isLong(before, after)) {
    if (differInSecretsOnly(before, after))
      return `${path}: as it is; its secrets are written again`
    return `${path}: ${lineCounts(before, after)}`
  }
  return `${path}: ${pc.red(show(before))} → ${pc.green(show(after))}`
}

function isLong(...texts: readonly string[]): boolean {
  return texts.some((text) => text.includes('\n'))
}

/** How many lines go and come, by content; the files themselves are under version control. */
function lineCounts(before: string, after: string): string {
  const count = (lines: readonly string[], others: readonly string[]) => {
    const left = new Map<string, number>()
    for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
    return lines.filter((line) => {
      const number = left.get(line) ?? 0
      left.set(line, number - 1)
      return number <= 0
    }).length
  }
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  return `${pc.green(`+${count(fresh, old)}`)} ${pc.red(`−${count(old, fresh)}`)} lines`
}

function show(value: unknown): string {
  if (value === null) return 'nothing'
  const text = clean(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS - 1)}…` : text
}

function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
}

/** What an undo will do and, first, what it cannot. */
export function renderUndo(plan: UndoPlan): string {
  const { write, redeploy, remove, left } = plan
  return [
    ...left.map(({ kind, name, why }) => pc.yellow(`! ${kind} ${clean(name)} stays: ${why}`)),
    ...write.map(({ kind, name }) => `~ ${kind} ${clean(name)} is written back as it was`),
    ...redeploy.map(({ name }) => `~ actions ${clean(name)} runs its earlier version again`),
    ...remove.map(({ kind, name }) => pc.red(`- ${kind} ${clean(name)} is deleted`)),
  ].join('\n')
}
