import { describe, expect, it } from 'vitest'
import type { TenantOptions } from '../../../../sandbox/tenant/create-tenant.ts'
import { managementCalls, signUp } from '../drive-tenant.ts'
import { newTenant } from '../new-tenant.ts'
import { action, email, telling, tenantWith, toldBy } from './run-action.ts'

// Enough for the rate limits to forget a request.
const secondMs = 1_000
const scopes = ['create:actions', 'read:actions', 'update:actions', 'delete:actions']
const supported_triggers = [{ id: 'post-login', version: 'v3' }]
const draft = { name: 'login', code: action(''), supported_triggers }

async function managed(options: Partial<TenantOptions> = {}) {
  const tenant = newTenant(options)
  const api = await managementCalls(tenant, scopes)
  const create = (more: object = {}) => api('POST', '/actions/actions', { ...draft, ...more })
  return { tenant, api, create }
}

function secretsOf(count: number, change: object = {}) {
  return Array.from({ length: count }, (_, index) => ({ name: `S${index}`, value: 'v', ...change }))
}

function dependenciesOf(count: number) {
  return Array.from({ length: count }, () => ({ name: 'a', version: '1.0.0' }))
}

describe('a draft', () => {
  it.each([
    ['100 kB of code', 201, { code: ' '.repeat(100 * 1024) }],
    ['more than 100 kB of code, counted in bytes', 400, { code: 'é'.repeat(51_201) }],
    ['30 secrets', 201, { secrets: secretsOf(30) }],
    ['31 secrets', 400, { secrets: secretsOf(31) }],
    [
      'a secret’s name of 128 characters',
      201,
      { secrets: secretsOf(1, { name: 'n'.repeat(128) }) },
    ],
    [
      'a secret’s name of 129 characters',
      400,
      { secrets: secretsOf(1, { name: 'n'.repeat(129) }) },
    ],
    ['a secret of 4096 characters', 201, { secrets: secretsOf(1, { value: 'v'.repeat(4096) }) }],
    ['a secret of 4097 characters', 400, { secrets: secretsOf(1, { value: 'v'.repeat(4097) }) }],
    ['a secret without a value', 400, { secrets: [{ name: 'S' }] }],
    ['an npm dependency', 501, { dependencies: [{ name: 'lodash', version: '4.17.21' }] }],
    ['11 npm dependencies', 400, { dependencies: dependenciesOf(11) }],
    ['an Action module', 501, { modules: [{ module_name: 'shared' }] }],
    ['a runtime that is not offered', 400, { runtime: 'node24' }],
    [
      'a trigger that is not modelled',
      501,
      { supported_triggers: [{ id: 'event-stream', version: 'v1' }] },
    ],
    ['two triggers', 400, { supported_triggers: [...supported_triggers, ...supported_triggers] }],
    ['a field nobody knows', 400, { colour: 'blue' }],
  ])('with %s is answered %i', async (_case, status, more) => {
    const { create } = await managed()

    expect((await create(more)).status).toBe(status)
  })

  it('is one of 100 at most', async () => {
    const { tenant, create } = await managed()
    for (let count = 0; count < 100; count += 1) {
      await create({ name: `action-${count}` })
      await tenant.clock.advanceBy(secondMs)
    }

    expect((await create({ name: 'one-more' })).status).toBe(403)
  })

  it('cannot be tried out: what Auth0 answers is not known', async () => {
    const { api, create } = await managed()
    const { body } = await create()

    const path = `/actions/actions/${String(body['id'])}/test`
    const { status } = await api('POST', path, { payload: { event: {} } })

    expect(status).toBe(501)
  })

  it.each([
    ['keeps', 200, 2],
    ['refused', 400, 1],
  ] as const)('sent with a secret’s name alone: %s', async (secretWithoutValue, status, runs) => {
    const tenant = await tenantWith(telling(`return event.secrets.S ?? 'none'`), {
      unknown: { secretWithoutValue },
    })
    const api = await managementCalls(tenant, scopes)
    const id = [...tenant.state.actions.keys()][0]
    const path = `/actions/actions/${id}`
    await api('PATCH', path, { secrets: [{ name: 'S', value: 'kept' }] })
    await api('POST', `${path}/deploy`)

    const patched = await api('PATCH', path, { secrets: [{ name: 'S' }] })
    if (runs === 2) await api('POST', `${path}/deploy`)

    expect(patched.status).toBe(status)
    expect(await toldBy(tenant)).toBe('kept')
  })
})

describe('deploying', () => {
  it('happens with the creation when that is asked for', async () => {
    const { api, create } = await managed()

    const created = await create({ deploy: true })

    const { body } = await api('GET', `/actions/actions/${String(created.body['id'])}`)
    expect(created.body).toMatchObject({ status: 'pending', all_changes_deployed: false })
    expect(body).toMatchObject({ all_changes_deployed: true, deployed_version: { number: 1 } })
  })

  it('waits until the draft is built', async () => {
    const { tenant, api, create } = await managed({ actionBuildMs: 1000 })
    const created = await create({ deploy: true })
    const read = () => api('GET', `/actions/actions/${String(created.body['id'])}`)

    const early = await read()
    await tenant.clock.advanceBy(1000)
    const late = await read()

    expect(early.body['deployed_version']).toBeUndefined()
    expect(late.body['deployed_version']).toMatchObject({ number: 1 })
  })

  it('keeps 50 versions, the newest, and the one that runs among them', async () => {
    const { tenant, api, create } = await managed()
    const { body } = await create()
    const path = `/actions/actions/${String(body['id'])}`
    for (let count = 0; count < 52; count += 1) {
      await api('POST', `${path}/deploy`)
      await tenant.clock.advanceBy(secondMs)
    }

    const list = await api('GET', `${path}/versions?per_page=100`)

    const versions = list.body['versions'] as { id: string; number: number; deployed: boolean }[]
    expect(versions.map(({ number }) => number)).toEqual(
      Array.from({ length: 50 }, (_, i) => 52 - i),
    )
    expect(versions.filter(({ deployed }) => deployed).map(({ number }) => number)).toEqual([52])
    expect((await api('GET', `${path}/versions/${versions[3]?.id}`)).body['number']).toBe(49)
  })

  it.each([
    ['leaves the draft alone', undefined, action('/* second */'), false],
    ['replaces the draft when asked to', { update_draft: true }, action('/* first */'), true],
  ])('an older version again %s', async (_case, rollBack, code, isDeployed) => {
    const { api, create } = await managed()
    const { body } = await create({ code: action('/* first */') })
    const path = `/actions/actions/${String(body['id'])}`
    const first = await api('POST', `${path}/deploy`)
    await api('PATCH', path, { code: action('/* second */') })

    const answer = await api(
      'POST',
      `${path}/versions/${String(first.body['id'])}/deploy`,
      rollBack,
    )

    const now = await api('GET', path)
    expect(answer.body).toMatchObject({ number: 2, code: action('/* first */') })
    expect(now.body).toMatchObject({ code, all_changes_deployed: isDeployed })
    expect(now.body['deployed_version']).toMatchObject({ code: action('/* first */'), number: 2 })
  })

  it('replaces the warm instance', async () => {
    const tenant = await tenantWith(
      telling(`globalThis.runs = (globalThis.runs ?? 0) + 1; return globalThis.runs`),
    )
    const api = await managementCalls(tenant, scopes)
    const warm = [await toldBy(tenant), await toldBy(tenant)]
    const [version] = [...tenant.state.actions.values()].flatMap(({ versions }) => versions)
    const instance = version && tenant.actionInstances.take(version)

    await api('POST', `/actions/actions/${[...tenant.state.actions.keys()][0]}/deploy`)

    expect(warm).toEqual([1, 2])
    expect(instance?.isUsable()).toBe(false)
    expect(await toldBy(tenant)).toBe(1)
  })
})

describe('binding', () => {
  it.each([
    ['20 Actions', 200, 20],
    ['21 Actions', 400, 21],
  ])('takes %s of a trigger: %i', async (_case, status, count) => {
    const { api, create } = await managed()
    await create({ deploy: true })
    const ref = { type: 'action_name', value: 'login' }
    const bindings = Array.from({ length: count }, () => ({ ref }))

    const answer = await api('PATCH', '/actions/triggers/post-login/bindings', { bindings })

    expect(answer.status).toBe(status)
  })

  it('is refused for an Action that was never deployed, which therefore never runs', async () => {
    const { tenant, api, create } = await managed()
    await signUp(tenant, email)
    await create({ code: action(`throw new Error('ran')`) })
    const bindings = [{ ref: { type: 'action_name', value: 'login' } }]

    const answer = await api('PATCH', '/actions/triggers/post-login/bindings', { bindings })

    expect(answer.status).toBe(400)
    expect(tenant.state.bindings.get('post-login') ?? []).toEqual([])
  })
})
