import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { planTenant } from '../../auth0-tenant/plan-tenant.ts'
import { undoDeploy } from '../../auth0-tenant/undo-deploy.ts'
import { type DeployLab, openDeployLab, STREAM_TOKEN } from './deploy-lab.ts'
import { secretOf } from './settings.ts'

let lab: DeployLab
beforeAll(async () => {
  lab = await openDeployLab()
})
afterAll(() => lab.close())

const changesOf = async (settings = {}) =>
  (await planTenant(lab.deploy(settings))).changes.map(
    ({ kind, name, action }) => `${action} ${kind} ${name}`,
  )
const versionsOf = () =>
  [...lab.tenant.state.actions.values()].map(({ name, versions }) => `${name} ${versions.length}`)

/** A change that somebody makes in the dashboard. */
function renameRole(description: string): void {
  const { roles } = lab.tenant.state
  const role = [...roles.values()].find(({ name }) => name === 'lead')
  if (role !== undefined) roles.set(role.id, { ...role, description })
}

describe('a tenant under plan and deploy', () => {
  it('is planned and deployed once, and then holds what the files say', async () => {
    const plan = await planTenant(lab.deploy())
    expect(plan.changes.length).toBeGreaterThan(15)
    expect(lab.writes()).toEqual([])

    const outcome = await deployTenant(lab.deploy({}, plan.id))

    expect(outcome.plan.id).toBe(plan.id)
    expect(lab.writes().length).toBeGreaterThan(15)
    expect(await changesOf()).toEqual([])
  })

  it('gets no write and no new version of an Action from a second deploy', async () => {
    lab.writes()

    const outcome = await deployTenant(lab.deploy())

    expect(outcome.recordFile).toBeNull()
    expect(lab.writes()).toEqual([])
    expect(versionsOf()).toEqual(['podlink post-login 1', 'podlink post-user-registration 1'])
  })

  it('is refused a plan made before it moved, without a write', async () => {
    const plan = await planTenant(lab.deploy({ budgetMs: 900 }))
    renameRole('Changed by hand')
    lab.writes()

    const refused = deployTenant(lab.deploy({ budgetMs: 900 }, plan.id))

    await expect(refused).rejects.toMatchObject({ code: 'AUTH0_PLAN_STALE' })
    expect(lab.writes()).toEqual([])
  })

  it('shows a change made by hand, field by field', async () => {
    const { changes } = await planTenant(lab.deploy())

    expect(changes).toEqual([
      {
        kind: 'roles',
        name: 'lead',
        action: 'update',
        fields: [
          {
            path: 'description',
            before: 'Changed by hand',
            after: 'Sees who is linked to whom',
          },
        ],
      },
    ])
    renameRole('Sees who is linked to whom')
    expect(await changesOf()).toEqual([])
  })

  it('shows a secret that was written by hand, which no field can show', async () => {
    const { actions } = lab.tenant.state
    const [action] = [...actions.values()]
    if (action === undefined) throw new Error('no Action')
    const updated_at = new Date(Date.now() + 60_000).toISOString()
    const secrets = action.secrets.map((secret, at) =>
      at === 0 ? { ...secret, value: 'https://elsewhere.example', updated_at } : secret,
    )
    actions.set(action.id, { ...action, secrets })

    const { changes } = await planTenant(lab.deploy())

    expect(changes.map(({ name, fields }) => [name, fields[0]?.path])).toEqual([
      [action.name, 'secrets.RECEIVER_URL'],
    ])
    actions.set(action.id, action)
  })

  it('gets a new version of the Actions alone when one of their secrets is another one, and it can be undone', async () => {
    const before = await lab.exported()
    const changed = { budgetMs: 900 }
    expect(await changesOf(changed)).toEqual([
      'update actions podlink post-login',
      'update actions podlink post-user-registration',
    ])
    lab.writes()

    await deployTenant(lab.deploy(changed))

    expect(lab.writes().map((write) => write.split('/')[1])).toEqual(
      expect.arrayContaining(['actions', 'clients']),
    )
    expect(versionsOf()).toEqual(['podlink post-login 2', 'podlink post-user-registration 2'])

    await undoDeploy(lab.undo(changed))

    expect(await lab.exported()).toEqual(before)
    expect(await changesOf()).toEqual([])
  })

  it('is as before after the undo of a deploy that changed much of it', async () => {
    const before = await lab.exported()
    const changed = {
      consoleCallbacks: ['https://other.example.com/callback'],
      isSignUpOpen: true,
      mailFrom: 'else@example.com',
      refusesBreachedPasswords: false,
      receiverUrl: 'https://moved.example.com',
    }
    const outcome = await deployTenant(lab.deploy(changed))
    expect(outcome.plan.changes.length).toBeGreaterThan(6)

    const undone = await undoDeploy(lab.undo(changed))

    expect(undone?.left).toEqual([])
    expect(await lab.exported()).toEqual(before)
  })

  it('printed no secret in all of this', () => {
    const printed = lab.lines.join('\n')

    for (const secret of [secretOf(1), secretOf(2), STREAM_TOKEN, lab.deploy().clientSecret]) {
      expect(printed).not.toContain(secret)
    }
    expect(printed).toContain('Import Successful')
  })
})
