import { expect } from 'vitest'
import type { AssetChange } from '../../auth0-tenant/compare-assets.ts'
import { deployTenant } from '../../auth0-tenant/deploy-tenant.ts'
import { isHidden } from '../../auth0-tenant/hidden-fields.ts'
import { planTenant } from '../../auth0-tenant/plan-tenant.ts'
import { undoDeploy } from '../../auth0-tenant/undo-deploy.ts'
import { createRandom } from '../../sandbox/roster/random.ts'
import type { FaultKind } from '../../sandbox/tenant/core/faults.ts'
import { type DeployLab, openDeployLab, STREAM_TOKEN } from './deploy-lab.ts'
import { secretOf } from './settings.ts'

/** Kinds that can spoil a call of the Management API. */
export const FAULT_KINDS = [
  'rate-limited',
  'server-error',
  'server-error-after',
  'unavailable',
  'reset-before',
  'reset-after',
  'slow',
] as const satisfies readonly FaultKind[]

/** A deploy that touches an Action, an application, a connection, an API, mails and both streams. */
const CHANGED = {
  consoleCallbacks: ['https://other.example.com/callback'],
  isSignUpOpen: true,
  mailFrom: 'else@example.com',
  receiverUrl: 'https://moved.example.com',
}

/** `any`: reads fail as well, so that most deploys end before their first write. */
export type FailingCalls = 'any' | 'writes'

const METHODS = { any: ['*'], writes: ['POST', 'PATCH', 'PUT', 'DELETE'] } as const

export type FaultCase = {
  readonly kind: FaultKind
  readonly seed: number
  /** Share of the calls that fail. */
  readonly share: number
  readonly calls: FailingCalls
}

export type FaultLab = {
  /** Deploys with calls failing at random; says how it ended, having checked that it ended as promised. */
  readonly deployUnder: (fault: FaultCase) => Promise<string>
  readonly close: () => Promise<void>
}

/** One tenant, deployed once, whose state is checked against that deploy again and again. */
export async function openFaultLab(): Promise<FaultLab> {
  let random = () => 1
  const lab = await openDeployLab({ random: () => random() })
  await deployTenant(lab.deploy())
  const before = await lab.exported()
  return {
    deployUnder: async ({ kind, seed, share: probability, calls }) => {
      const { faults } = lab.tenant
      const source = createRandom(seed)
      random = () => source.next()
      for (const method of METHODS[calls]) {
        faults.add({ kind, at: `${method} /api/v2/*`, probability, delayMs: 200 })
      }
      const error: unknown = await deployTenant(lab.deploy(CHANGED)).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      faults.clear()
      const left = (await planTenant(lab.deploy(CHANGED))).changes
      expectNoSecret(lab, error)
      const outcome = error === null ? 'complete' : checkStatement(error, left)
      if (outcome === 'nothing written') {
        expect(await lab.exported()).toEqual(before)
        return outcome
      }
      if (outcome === 'half' && seed % 2 === 0) {
        await deployTenant(lab.deploy(CHANGED))
        expect((await planTenant(lab.deploy(CHANGED))).changes).toEqual([])
      }
      // An undo takes back one deploy, and the one that completed a half deploy is one of its own.
      while (JSON.stringify(await lab.exported()) !== JSON.stringify(before)) {
        await undoDeploy(lab.undo(CHANGED))
      }
      return outcome
    },
    close: lab.close,
  }
}

/** Neither in what was printed so far, nor in the error and what caused it. */
function expectNoSecret(lab: DeployLab, error: unknown): void {
  const causes: string[] = []
  for (let one = error; one instanceof Error; one = one.cause) {
    causes.push(one.message, one.stack ?? '', JSON.stringify(one))
  }
  const shown = [...lab.lines, ...causes].join('\n')
  for (const secret of [secretOf(1), secretOf(2), STREAM_TOKEN, lab.deploy().clientSecret]) {
    expect(shown).not.toContain(secret)
  }
}

/** What the message says was written and what was not must be what the tenant holds. */
function checkStatement(error: unknown, changes: readonly AssetChange[]): string {
  expect(error).toMatchObject({ code: expect.stringMatching(/^AUTH0_/), fix: expect.any(String) })
  const message = error instanceof Error ? error.message : ''
  const [, written, unwritten] =
    /Written \(\d+\):\n([^]*?)\nNot or not fully written \(\d+\):\n((?: {2}.*\n)*)/.exec(message) ??
    []
  if (written === undefined || unwritten === undefined) {
    // It failed before the first write, or the tenant could not be asked how far it came.
    return /could not be read to see|Everything was sent/.test(message) ? 'half' : 'nothing written'
  }
  const named = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('  ') && line !== '  nothing')
      .map((line) => line.trim().replace(/ \(.*$/, ''))
  const left = changes
    .filter(({ kind, fields }) => fields.some(({ path }) => !isHidden(kind, path)))
    .map(({ kind, name }) => `${kind} ${name}`)
  expect(named(unwritten).toSorted()).toEqual(left.toSorted())
  for (const one of named(written)) expect(left).not.toContain(one)
  return 'half'
}
