import { describe, expect, it } from 'vitest'
import { type Asset, textIn } from '../../auth0-tenant/assets.ts'
import { differInSecretsOnly, markSecrets } from '../../auth0-tenant/secret-mark.ts'
import { noteFor } from '../../auth0-tenant/deploy-note.ts'
import { makePlan } from '../../auth0-tenant/tenant-plan.ts'
import { secretOf } from './settings.ts'

const domain = 'acme.eu.auth0.com'
const deployedAt = '2026-01-01T00:00:00.000Z'
const action: Asset = {
  kind: 'actions',
  name: 'ours',
  body: { name: 'ours', code: 'exports.x = 1\n', secrets: [{ name: 'A', value: 'x' }] },
}
const inTenant: Asset = { ...action, body: { ...action.body, secrets: [{ name: 'A' }] } }
const worker = (note: string): Asset => {
  const client_metadata = { podlink_deploy: note }
  return { kind: 'clients', name: 'podlink worker', body: { client_metadata } }
}
const planOf = (wanted: readonly Asset[], found: readonly Asset[], at = deployedAt) =>
  makePlan({ domain, wanted, found, secretTimes: { ours: { A: at } } })

describe('makePlan', () => {
  it('is empty where nothing differs, whatever the order', () => {
    const role: Asset = { kind: 'roles', name: 'lead', body: { name: 'lead' } }

    const noted = worker(JSON.stringify(noteFor([action], { ours: { A: deployedAt } })))

    const plans = [
      planOf([action, role], [inTenant, role, noted]),
      planOf([role, action], [noted, role, inTenant]),
    ]

    expect(plans.map(({ changes }) => changes)).toEqual([[], []])
    expect(plans[0]?.id).toBe(plans[1]?.id)
  })

  it('has another id once the tenant has moved in anything of ours, and only then', () => {
    const moved: Asset = { ...inTenant, body: { ...inTenant.body, runtime: 'node18' } }
    const theirs: Asset = { kind: 'roles', name: 'theirs', body: { name: 'theirs' } }

    const id = planOf([action], [inTenant]).id

    expect(planOf([action], [moved]).id).not.toBe(id)
    expect(planOf([action], [inTenant], '2026-01-02T00:00:00.000Z').id).not.toBe(id)
    expect(planOf([action], [inTenant, theirs]).id).toBe(id)
  })

  it('names a secret that was written by hand after the deploy', () => {
    const note = JSON.stringify(noteFor([action], { ours: { A: deployedAt } }))
    const later = '2026-02-01T00:00:00.000Z'

    const { changes } = planOf([action], [inTenant, worker(note)], later)

    expect(changes).toEqual([
      {
        kind: 'actions',
        name: 'ours',
        action: 'update',
        fields: [
          { path: 'secrets.A', before: `written ${later}`, after: `as deployed ${deployedAt}` },
        ],
      },
    ])
    expect(planOf([action], [inTenant, worker(note)]).changes).toEqual([])
  })
})

describe('what nobody is shown', () => {
  const token = (value: string): Asset => {
    const webhook_authorization = { method: 'bearer', token: value }
    const destination = { type: 'webhook', configuration: { webhook_authorization } }
    return { kind: 'eventStreams', name: 'users', body: { name: 'users', destination } }
  }
  const shown: Asset = {
    kind: 'eventStreams',
    name: 'users',
    body: { name: 'users', destination: { type: 'webhook', configuration: {} } },
  }

  it('never stands in a plan, be it for a new stream or a known one', () => {
    for (const found of [[], [shown]]) {
      const plan = planOf([token('sEcReT-tOkEn')], found)

      expect(plan.changes).toHaveLength(1)
      expect(JSON.stringify(plan)).not.toContain('sEcReT-tOkEn')
    }
  })

  it('makes another plan of another token', () => {
    expect(planOf([token('one')], [shown]).id).not.toBe(planOf([token('two')], [shown]).id)
  })

  it.each(['{broken', '7', '{"secretsAt":7}'])(
    'counts as unknown when the note was made unreadable (%s), and is written again',
    (note) => {
      const { changes } = planOf([action], [inTenant, worker(note)])

      expect(changes.map(({ name, fields }) => [name, fields[0]?.path])).toEqual([
        ['ours', 'secrets.A'],
      ])
    },
  )

  it('of other Actions than ours makes no plan stale', () => {
    const id = planOf([action], [inTenant]).id
    const times = { ours: { A: deployedAt }, theirs: { B: '2030-01-01T00:00:00.000Z' } }

    const other = makePlan({ domain, wanted: [action], found: [inTenant], secretTimes: times })

    expect(other.id).toBe(id)
  })
})

describe('the mark of secrets in the code of an Action', () => {
  const codeOf = (value: string, key = secretOf(1)): string => {
    const body = { ...action.body, secrets: [{ name: 'A', value }] }
    const [marked] = markSecrets([{ ...action, body }], key)
    return marked === undefined ? '' : textIn(marked.body, 'code')
  }

  it('is the same for the same secrets and differs with each value and key', () => {
    expect(codeOf('x')).toBe(codeOf('x'))
    expect(codeOf('y')).not.toBe(codeOf('x'))
    expect(codeOf('x', secretOf(2))).not.toBe(codeOf('x'))
  })

  it('is one comment line before the code, which a person can be told', () => {
    expect(codeOf('x')).toMatch(/^\/\/ Secrets: [0-9a-f]{16} \(.+\)\nexports\.x = 1\n$/)
    expect(differInSecretsOnly(codeOf('x'), codeOf('y'))).toBe(true)
    expect(differInSecretsOnly(codeOf('x'), `${codeOf('y')}// more\n`)).toBe(false)
  })
})
