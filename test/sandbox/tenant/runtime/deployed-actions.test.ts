import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildActions } from '../../../../auth0-tenant/build-actions.ts'
import type { Tenant } from '../../../../sandbox/tenant/create-tenant.ts'
import { FAILURES, offering } from '../../../actions/fake-receiver.ts'
import { NAMESPACE, RECEIVER_URL, SECRET } from '../../../actions/fake-auth0.ts'
import { claimsOf, deployActions, logIn, signUp, userWith } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'
import { email } from './run-action.ts'

const server = setupServer()
let folder: string
const code = new Map<string, string>()

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' })
  folder = await mkdtemp(join(tmpdir(), 'podlink-actions-'))
  for (const { file, path } of await buildActions({ outFolder: folder })) {
    code.set(file, await readFile(path, 'utf8'))
  }
})
afterEach(() => server.resetHandlers())
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

/** A tenant with podlink's own Actions as they are deployed. */
async function deployedTenant(budgetMs = '4000'): Promise<Tenant> {
  const tenant = newTenant()
  const secrets = Object.entries({
    RECEIVER_URL,
    WEBHOOK_SECRET: SECRET,
    CLAIMS_NAMESPACE: NAMESPACE,
    BUDGET_MS: budgetMs,
  }).map(([name, value]) => ({ name, value }))
  await deployActions(
    tenant,
    (['post-login', 'post-user-registration'] as const).map((trigger) => ({
      name: trigger,
      trigger,
      code: code.get(trigger) ?? '',
      secrets,
    })),
  )
  return tenant
}

describe('podlink’s own Actions, as they are deployed', () => {
  it('report the registration, then write the facts of the first login into profile and tokens', async () => {
    server.use(offering(1))
    const tenant = await deployedTenant()
    await signUp(tenant, email)
    await tenant.idle()

    const answer = await logIn(tenant, { email })

    expect(claimsOf(answer, 'id_token')).toMatchObject({
      [`${NAMESPACE}employee_id`]: 42,
      [`${NAMESPACE}department`]: 'Packing',
    })
    expect(userWith(tenant, email).app_metadata).toEqual({
      employee_id: 42,
      department: 'Packing',
      role_code: 'associate',
      podlink_rev: 1,
    })
    expect(
      tenant.executions.map(({ results }) => results.map(({ logs, error }) => [logs, error])),
    ).toEqual([[['', null]], [['', null]]])
  })

  it.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])(
    'let the login go on when the receiver %s',
    async (failure) => {
      server.use(FAILURES[failure])
      const tenant = await deployedTenant('60')
      await signUp(tenant, email)
      await tenant.idle()

      const { status } = await logIn(tenant, { email })

      const logs = tenant.executions.flatMap(({ results }) => results.map((one) => one.logs))
      expect(status).toBe(200)
      expect(logs).toEqual([
        expect.stringMatching(/^podlink: [a-z0-9_]+\n$/),
        expect.stringMatching(/^podlink: [a-z0-9_]+\n$/),
      ])
    },
  )
})
