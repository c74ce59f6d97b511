import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { VARIABLES } from '../../cli/config/variables.ts'

const folder = join(import.meta.dirname, '../../.github/workflows')
const files = readdirSync(folder)
const contentOf = (name: string) => readFileSync(join(folder, name), 'utf8')

const workflow = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      env: z.record(z.string(), z.string()).optional(),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
})
const parsed = (name: string) => workflow.parse(load(contentOf(name)))

/** What GitHub's own parser objects to. */
function errorsIn(content: string): readonly string[] {
  const { context } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter())
  return context.errors.getErrors().map(({ message }) => message)
}

describe.each(files)('the workflow %s', (name) => {
  it('is valid to GitHub’s own parser', () => {
    expect(errorsIn(contentOf(name))).toEqual([])
  })

  it('pins every action by hash and has no right it does not name', () => {
    const { permissions, jobs } = parsed(name)

    expect(permissions).toEqual({})
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))
    expect(used.filter((one) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(one))).toEqual([])
    expect(used.length).toBeGreaterThan(0)
  })

  it('sets no variable that podlink does not read', () => {
    const known = new Set(Object.values(VARIABLES).flatMap((section) => Object.keys(section)))

    const set = Object.values(parsed(name).jobs).flatMap(({ env = {} }) => Object.keys(env))

    expect(set.filter((variable) => !known.has(variable))).toEqual([])
  })
})

it.each(files.filter((name) => name.startsWith('tenant-')))(
  'the workflow %s gives every variable a tenant is configured with, lest a default wins',
  (name) => {
    const wanted = [...Object.keys(VARIABLES.tenant), 'AUTH0_CONNECTION', 'WEBHOOK_SECRETS']

    for (const { env = {} } of Object.values(parsed(name).jobs)) {
      expect(wanted.filter((variable) => !(variable in env))).toEqual([])
    }
  },
)

it('a deploy uses a plan that was made before its environment asked anybody', () => {
  const { jobs } = parsed('tenant-deploy.yml')
  const commands = (job: string) =>
    jobs[job]?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? ''

  expect(commands('plan')).toContain('tenant plan --out tenant-plan.json')
  expect(commands('deploy')).toContain('tenant deploy --plan tenant-plan.json')
  expect(commands('deploy')).not.toContain('tenant plan')
  expect(jobs['deploy']?.['needs']).toBe('plan')
})

it('a workflow that is not valid would be found', () => {
  const broken = contentOf('tenant-drift.yml').replace('runs-on:', 'runs-at:')

  expect(errorsIn(broken).join()).toContain('runs-at')
})
