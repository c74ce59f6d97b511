import { z } from 'zod'
import { jsonSchema } from '../core/read-request.ts'
import { invalidBody, notModelled, refusal } from '../core/refusal.ts'
import { isoNow, type TenantContext } from '../tenant-context.ts'
import type { ActionRecord, SecretRecord } from '../tenant-state.ts'
import { toJsonObject } from './json-object.ts'
import { isKnownRuntime, isKnownTrigger } from './known-triggers.ts'

// Auth0-facts 1.5, and so are the figures in the schema.
const codeBytesMax = 100 * 1024

const shape = {
  code: z.string().optional(),
  runtime: z.string().optional(),
  dependencies: z
    .array(
      z.strictObject({
        name: z.string(),
        version: z.string().optional(),
        registry_url: z.string().optional(),
      }),
    )
    .max(10)
    .optional(),
  secrets: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(128),
        value: z.string().max(4096).optional(),
        updated_at: z.string().optional(),
      }),
    )
    .max(30)
    .optional(),
  modules: z.array(z.record(z.string(), jsonSchema)).optional(),
}
const triggers = z
  .array(
    z.strictObject({
      id: z.string(),
      version: z.string(),
      url: z.string().optional(),
      status: z.string().optional(),
    }),
  )
  .length(1)

export const patchActionBody = z.strictObject({
  ...shape,
  name: z.string().min(1).max(255).optional(),
  supported_triggers: triggers.optional(),
})
export const createActionBody = z.strictObject({
  ...shape,
  name: z.string().min(1).max(255),
  supported_triggers: triggers,
  deploy: z.boolean().optional(),
})
type ActionBody = z.output<typeof patchActionBody>

function checkBody(body: ActionBody): void {
  const trigger = body.supported_triggers?.[0]
  if (trigger !== undefined && !isKnownTrigger(trigger)) {
    throw notModelled(`Actions of trigger ${trigger.id} ${trigger.version}`)
  }
  if (body.runtime !== undefined && !isKnownRuntime(body.runtime)) {
    throw refusal(400, `The runtime ${body.runtime} is not supported`, 'invalid_runtime')
  }
  if (Buffer.byteLength(body.code ?? '') > codeBytesMax) {
    throw refusal(400, 'The code of an Action may not exceed 100 kB', 'code_too_large')
  }
  if ((body.dependencies?.length ?? 0) > 0) throw notModelled('npm dependencies of Actions')
  if ((body.modules?.length ?? 0) > 0) throw notModelled('Action modules')
}

/** A secret sent without a value keeps the value it has, or is refused: nobody knows (auth0-facts 8). */
function mergedSecrets(
  tenant: TenantContext,
  old: readonly SecretRecord[],
  sent: NonNullable<ActionBody['secrets']>,
): SecretRecord[] {
  const at = isoNow(tenant)
  return sent.map(({ name, value }) => {
    if (value !== undefined) return { name, value, updated_at: at }
    const isKept = tenant.unknown.secretWithoutValue === 'keeps'
    const kept = isKept ? old.find((secret) => secret.name === name) : undefined
    if (kept === undefined) throw invalidBody(`Missing required property: secrets.${name}.value'`)
    return kept
  })
}

/** The Action with a new draft, which is `pending` and not deployed. */
export function writtenDraft(
  tenant: TenantContext,
  old: ActionRecord,
  body: ActionBody,
): ActionRecord {
  checkBody(body)
  const at = isoNow(tenant)
  const { name, code, runtime, dependencies, secrets, modules, supported_triggers } = body
  return {
    ...old,
    name: name ?? old.name,
    code: code ?? old.code,
    runtime: runtime ?? old.runtime,
    dependencies: dependencies?.map(toJsonObject) ?? old.dependencies,
    secrets: secrets === undefined ? old.secrets : mergedSecrets(tenant, old.secrets, secrets),
    modules: modules?.map(toJsonObject) ?? old.modules,
    supported_triggers:
      supported_triggers?.map(({ id, version }) => ({ id, version })) ?? old.supported_triggers,
    updated_at: at,
    builtAtMs: tenant.now() + tenant.actionBuildMs,
    isDraftDeployed: false,
  }
}

/** An Action before its first draft. */
export function emptyAction(tenant: TenantContext, name: string): ActionRecord {
  return {
    id: tenant.ids.uuid(),
    name,
    code: '',
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    modules: [],
    supported_triggers: [],
    created_at: isoNow(tenant),
    updated_at: isoNow(tenant),
    builtAtMs: tenant.now(),
    isDraftDeployed: false,
    versions: [],
    deployedVersionId: null,
  }
}
