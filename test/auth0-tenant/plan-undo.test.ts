import { describe, expect, it } from 'vitest'
import type { Asset, AssetKind, JsonObject } from '../../auth0-tenant/assets.ts'
import type { AssetChange, FieldChange } from '../../auth0-tenant/compare-assets.ts'
import { planUndo } from '../../auth0-tenant/plan-undo.ts'

const asset = (kind: AssetKind, body: JsonObject, name = 'one'): Asset => ({ kind, name, body })
const change = (kind: AssetKind, fields: readonly FieldChange[], name = 'one'): AssetChange => {
  return { kind, name, action: 'update', fields }
}
const undoOf = (
  changes: readonly AssetChange[],
  now: readonly Asset[],
  more: {
    before?: readonly Asset[]
    wanted?: readonly Asset[]
    versions?: Record<string, string>
  } = {},
) => {
  const { before = now, wanted = [], versions = {} } = more
  const record = { changes, before, deployedVersions: versions }
  return planUndo({ record, found: now, wanted })
}

describe('the undo of a field', () => {
  const policy = (before: string | null) => [
    { path: 'options.passwordPolicy', before, after: 'good' },
  ]
  const connection = (passwordPolicy: string, more: JsonObject = {}) =>
    asset('databases', { name: 'one', strategy: 'auth0', options: { passwordPolicy, ...more } })

  it('writes back what it was, and nothing else of the asset', () => {
    const now = connection('good', { min_length: 12, customScripts: { login: './login.js' } })

    const { write, left } = undoOf([change('databases', policy('low'))], [now])

    expect(write.map(({ body }) => body)).toEqual([
      { name: 'one', strategy: 'auth0', options: { passwordPolicy: 'low' } },
    ])
    expect(left).toEqual([])
  })

  it('leaves what somebody changed since, and says so', () => {
    const { write, left } = undoOf([change('databases', policy('low'))], [connection('excellent')])

    expect(write).toEqual([])
    expect(left.map(({ why }) => why)).toEqual(['options.passwordPolicy was changed since'])
  })

  it('says nothing of what is back already', () => {
    const { write, left } = undoOf([change('databases', policy('low'))], [connection('low')])

    expect([write, left]).toEqual([[], []])
  })

  it('leaves what was not there before, since Auth0 keeps what is not named', () => {
    const { left } = undoOf([change('databases', policy(null))], [connection('good')])

    expect(left.map(({ why }) => why)).toEqual([
      'options.passwordPolicy was not there before, and Auth0 keeps what is not named',
    ])
  })

  it('never writes a login page, of which an export holds the path alone', () => {
    const now = asset('clients', {
      name: 'one',
      custom_login_page: './one_custom_login_page.html',
      callbacks: ['https://new.example/'],
    })
    const fields = [
      { path: 'callbacks', before: ['https://old.example/'], after: ['https://new.example/'] },
    ]

    const { write } = undoOf([change('clients', fields)], [now])

    expect(write.map(({ body }) => body)).toEqual([
      { name: 'one', callbacks: ['https://old.example/'] },
    ])
  })
})

describe('the undo of a list', () => {
  const binding = (name: string) => ({ action_name: name, display_name: name })

  it('takes out what the deploy added and puts back what it took, and keeps what others did since', () => {
    const fields = [{ path: 'callbacks', before: ['a', 'b'], after: ['b', 'c'] }]
    const now = asset('clients', { name: 'one', callbacks: ['b', 'c', 'by hand'] })

    const { write } = undoOf([change('clients', fields)], [now])

    expect(write[0]?.body['callbacks']).toEqual(['b', 'by hand', 'a'])
  })

  it('unbinds our Action alone, also where nothing was bound before the deploy', () => {
    const ours = { path: 'bindings', before: null, after: [binding('ours')] }
    const now = asset('triggers', { bindings: [binding('ours'), binding('their MFA')] })

    const { write, left } = undoOf([{ ...change('triggers', [ours]), action: 'create' }], [now], {
      before: [],
    })

    expect(write.map(({ body }) => body)).toEqual([{ bindings: [binding('their MFA')] }])
    expect(left).toEqual([])
  })

  it('tells the tool of the permissions of a role, which it would take for gone', () => {
    const permissions = [{ permission_name: 'x', resource_server_identifier: 'api' }]
    const fields = [{ path: 'description', before: 'old', after: 'new' }]

    const { write } = undoOf(
      [change('roles', fields)],
      [asset('roles', { name: 'one', description: 'new', permissions })],
    )

    expect(write[0]?.body).toEqual({ name: 'one', description: 'old', permissions })
  })
})

describe('the undo of what a deploy made', () => {
  const made = (kind: AssetKind): AssetChange => ({
    ...change(kind, [{ path: 'description', before: null, after: 'ours' }]),
    action: 'create',
  })

  it('deletes it, but for applications, connections and what Auth0 cannot delete', () => {
    const kinds: readonly AssetKind[] = [
      'roles',
      'resourceServers',
      'clients',
      'databases',
      'emailTemplates',
    ]
    const now = kinds.map((kind) => asset(kind, { description: 'ours' }))

    const { remove, left } = undoOf(kinds.map(made), now, { before: [] })

    expect(remove.map(({ kind }) => kind)).toEqual(['roles', 'resourceServers'])
    expect(left.map(({ kind }) => kind)).toEqual(['clients', 'databases', 'emailTemplates'])
  })

  it('leaves what was changed since, and what is gone', () => {
    const changed = undoOf([made('roles')], [asset('roles', { description: 'theirs now' })], {
      before: [],
    })
    const gone = undoOf([made('roles')], [], { before: [] })

    expect(changed.remove).toEqual([])
    expect(changed.left.map(({ why }) => why)).toEqual(['it was changed since the deploy made it'])
    expect(gone).toEqual({ write: [], redeploy: [], remove: [], left: [] })
  })
})

describe('the undo of what nobody is shown', () => {
  const path = 'sink.httpAuthorization'
  const masked = asset('logStreams', {
    name: 'one',
    type: 'http',
    sink: { httpEndpoint: 'https://new.example/', httpAuthorization: '##MASKED##' },
  })
  const fields = [
    { path: 'sink.httpEndpoint', before: 'https://old.example/', after: 'https://new.example/' },
    { path, before: 'another one (1)', after: 'that of the files (2)' },
  ]

  it('writes the token of this environment and never the mask of an export, and says that it stays', () => {
    const ours = asset('logStreams', { name: 'one', sink: { httpAuthorization: 'Bearer now' } })

    const { write, left } = undoOf([change('logStreams', fields)], [masked], { wanted: [ours] })

    expect(write[0]?.body['sink']).toEqual({
      httpEndpoint: 'https://old.example/',
      httpAuthorization: 'Bearer now',
    })
    expect(left.map(({ why }) => why)).toEqual([expect.stringContaining(path)])
  })

  it('leaves a stream alone when this environment has no token', () => {
    const { write, left } = undoOf([change('logStreams', fields)], [masked])

    expect(write).toEqual([])
    expect(left).toHaveLength(1)
  })

  it('runs the version of an Action that ran before, unless somebody changed the Action since', () => {
    const code = [{ path: 'code', before: 'old', after: 'new' }]
    const versions = { one: 'version-1' }

    const back = undoOf([change('actions', code)], [asset('actions', { code: 'new' })], {
      versions,
    })
    const edited = undoOf([change('actions', code)], [asset('actions', { code: 'by hand' })], {
      versions,
    })

    expect(back.redeploy).toEqual([{ name: 'one', versionId: 'version-1' }])
    expect([edited.redeploy, edited.left.length]).toEqual([[], 1])
  })
})
