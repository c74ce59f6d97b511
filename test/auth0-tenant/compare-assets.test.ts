import { describe, expect, it } from 'vitest'
import type { Asset, JsonObject } from '../../auth0-tenant/assets.ts'
import { compareAssets } from '../../auth0-tenant/compare-assets.ts'
import type { Json } from '../../kernel/canonical-json.ts'

const asset = (body: JsonObject, kind: Asset['kind'] = 'clients'): Asset => {
  return { kind, name: 'one', body: { name: 'one', ...body } }
}
const fields = (wanted: JsonObject, found: JsonObject, kind: Asset['kind'] = 'clients') =>
  compareAssets([asset(wanted, kind)], [asset(found, kind)]).flatMap((change) => change.fields)

describe('compareAssets', () => {
  it('finds nothing where the tenant holds all that is wanted, and more', () => {
    const wanted = { grant_types: ['a', 'b'], options: { policy: 'good' }, list: [{ id: 'x' }] }
    const found = {
      grant_types: ['b', 'a'],
      options: { policy: 'good', extra: 1 },
      list: [{ id: 'x', status: 'CURRENT' }],
      description: 'theirs',
    }

    expect(fields(wanted, found)).toEqual([])
  })

  it('names each field that differs, with what it was and what it is to be', () => {
    const wanted = { options: { policy: 'good', size: 5 }, callbacks: ['https://a.example'] }
    const found = {
      options: { policy: 'low' },
      callbacks: ['https://a.example', 'https://b.example'],
    }

    expect(fields(wanted, found)).toEqual([
      { path: 'options.policy', before: 'low', after: 'good' },
      { path: 'options.size', before: null, after: 5 },
      {
        path: 'callbacks',
        before: ['https://a.example', 'https://b.example'],
        after: ['https://a.example'],
      },
    ])
  })

  it('takes a list with one item twice for another list', () => {
    expect(fields({ scope: ['a', 'a'] }, { scope: ['a', 'b'] })).toHaveLength(1)
  })

  it('minds the order of bindings alone', () => {
    const [first, second] = [{ action_name: 'a' }, { action_name: 'b' }]

    expect(
      fields({ bindings: [first, second] }, { bindings: [second, first] }, 'triggers'),
    ).toEqual([{ path: 'bindings', before: [second, first], after: [first, second] }])
  })

  it('compares of secrets the names, since nobody is shown a value', () => {
    const wanted = {
      secrets: [
        { name: 'A', value: 'x' },
        { name: 'B', value: 'y' },
      ],
    }

    expect(fields(wanted, { secrets: [{ name: 'B' }, { name: 'A' }] }, 'actions')).toEqual([])
    expect(fields(wanted, { secrets: [{ name: 'A' }] }, 'actions')).toEqual([
      { path: 'secrets', before: ['A'], after: ['A', 'B'] },
    ])
  })

  it('takes an empty list for one that is not there', () => {
    expect(fields({ dependencies: [] }, {})).toEqual([])
  })

  it('takes a trigger that the tool does not list for one without bindings', () => {
    const trigger = (bindings: Json[]): Asset => {
      return { kind: 'triggers', name: 'post-login', body: { bindings } }
    }
    const binding = { action_name: 'ours', display_name: 'ours' }

    expect(compareAssets([trigger([])], [])).toEqual([])
    expect(compareAssets([trigger([binding])], [])).toEqual([
      {
        kind: 'triggers',
        name: 'post-login',
        action: 'update',
        fields: [{ path: 'bindings', before: [], after: [binding] }],
      },
    ])
  })

  it('creates what the tenant does not hold and never deletes what the files do not name', () => {
    const theirs: Asset = { kind: 'roles', name: 'theirs', body: { name: 'theirs' } }

    const changes = compareAssets([asset({ app_type: 'spa' })], [theirs])

    expect(changes).toEqual([
      {
        kind: 'clients',
        name: 'one',
        action: 'create',
        fields: [
          { path: 'name', before: null, after: 'one' },
          { path: 'app_type', before: null, after: 'spa' },
        ],
      },
    ])
  })
})
