import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { logIn, signUp } from '../drive-tenant.ts'
import { sdkCall, type SdkCall, type Seen } from './sdk-call.ts'

const code = 'exports.onExecutePostLogin = async (event) => { console.log("seen") }'
const supported_triggers = [{ id: 'post-login' as const, version: 'v3' }]
const action = ({ field }: Seen): string => field('actions.create', 'id')
const version = ({ field }: Seen): string => field('actions.deploy', 'id')

async function runTheAction(tenant: Tenant): Promise<void> {
  const email = 'actor@example.test'
  await signUp(tenant, email)
  await logIn(tenant, { email })
}

/** Actions, their versions, triggers, bindings and executions. */
export const actionCalls: readonly SdkCall[] = [
  sdkCall('actions.create')(() => [
    {
      name: 'note-login',
      code,
      runtime: 'node22',
      supported_triggers,
      secrets: [{ name: 'KEY', value: 'kept inside' }],
    },
  ]),
  sdkCall('actions.deploy')((seen) => [action(seen)]),
  sdkCall('actions.versions.get')((seen) => [action(seen), version(seen)]),
  sdkCall('actions.versions.deploy')((seen) => [action(seen), version(seen)]),
  sdkCall('actions.update')((seen) => [action(seen), { code: `${code}\n` }]),
  sdkCall('actions.versions.deploy')((seen) => [
    action(seen),
    version(seen),
    { update_draft: true },
  ]),
  sdkCall('actions.get')((seen) => [action(seen)]),
  sdkCall('actions.list')(() => [{ actionName: 'note-login' }]),
  sdkCall('actions.versions.list')((seen) => [action(seen)]),
  sdkCall('actions.triggers.list')(() => []),
  sdkCall('actions.triggers.bindings.updateMany')(() => [
    'post-login',
    { bindings: [{ ref: { type: 'action_name', value: 'note-login' }, display_name: 'Note' }] },
  ]),
  sdkCall('actions.triggers.bindings.list')(() => ['post-login']),
  sdkCall('actions.executions.get')(({ tenant }) => [tenant.executions.at(-1)?.id ?? 'none'], {
    before: runTheAction,
  }),
  sdkCall('actions.modules.list')(() => []),
  sdkCall('actions.delete')((seen) => [action(seen), { force: true }]),
  sdkCall('actions.create')(() => [
    { name: 'note-login-at-once', code, supported_triggers, deploy: true },
  ]),
  sdkCall('actions.get')((seen) => [action(seen)]),
]
