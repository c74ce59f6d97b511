import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkMappings, type MappingCheck } from '../../auth0-tenant/check-mappings.ts'
import { EMPTY_TENANT, keepWhatIsThere } from '../../auth0-tenant/keep-what-is-there.ts'
import { type Mappings, tenantMappings } from '../../auth0-tenant/tenant-mappings.ts'
import { secretOf, settingsOf } from './settings.ts'

const yaml = readFileSync(
  fileURLToPath(new URL('../../auth0-tenant/config/tenant.yaml', import.meta.url)),
  'utf8',
)

function check(text: string, mappings: Mappings, changes: Partial<MappingCheck> = {}) {
  const tenantFiles = [{ file: 'tenant.yaml', text }]
  return checkMappings({ mappings, tenantFiles, codeFiles: [], isSandbox: false, ...changes })
}

const problems = (text: string, mappings: Mappings, changes: Partial<MappingCheck> = {}) =>
  check(text, mappings, changes).map(({ line, placeholder }) => [line, placeholder])

describe('checkMappings', () => {
  it('finds nothing in our own tenant with complete settings, with and without a rotation', () => {
    for (const webhookSecretNext of [secretOf(3), null]) {
      const mappings = tenantMappings(settingsOf({ webhookSecretNext }))
      const complete = keepWhatIsThere({ domain: 'acme.eu.auth0.com', mappings }, EMPTY_TENANT)

      expect(check(yaml, complete)).toEqual([])
    }
  })

  it('names file, line and placeholder of each one without a value, in lists as well', () => {
    const text = 'a: @@ONE@@\nsecrets:\n  - { name: X, value: @@TWO@@ }\n  - ##THREE##\n'

    expect(problems(text, { ONE: 'a' })).toEqual([
      [3, 'TWO'],
      [4, 'THREE'],
    ])
    expect(check(text, { ONE: 'a' })[0]?.file).toBe('tenant.yaml')
  })

  it('finds empty values: text, lists, and blanks in a list', () => {
    const text = 'a: @@A@@\nb: @@B@@\nc: @@C@@\nd: @@D@@'

    expect(problems(text, { A: ' ', B: [], C: ['x', ''], D: false })).toEqual([
      [null, 'A'],
      [null, 'B'],
      [null, 'C'],
    ])
  })

  it('finds a mapping that nothing uses', () => {
    expect(problems('a: @@A@@', { A: 'x', B: 'y' })).toEqual([[null, 'B']])
  })

  it('finds a secret put in as raw text, and other values that raw text would break', () => {
    const text = "s: '##WEBHOOK_SECRET##'\nq: '##QUOTE##'\nn: ##PLAIN##"

    expect(problems(text, { WEBHOOK_SECRET: 'plain', QUOTE: "it's # odd", PLAIN: 'a-b' })).toEqual([
      [1, 'WEBHOOK_SECRET'],
      [2, 'QUOTE'],
    ])
  })

  it('finds a placeholder inside a longer text, where the quotes it brings do harm', () => {
    const text = "a: Bearer @@A@@\nb: https://@@A@@/api\nc: @@A@@ and more\nd: 'x @@A@@'"

    expect(problems(text, { A: 'x' }).map(([line]) => line)).toEqual([1, 2, 3, 4])
  })

  it('takes a placeholder that is a whole value, in lists, in maps and in quotes', () => {
    const text = 'a: @@A@@\nb: \'@@A@@\' # why\nc: [@@A@@, "@@A@@"]\nd: { e: @@A@@ }\nf:\n  - @@A@@'

    expect(problems(text, { A: 'x' })).toEqual([])
  })

  it('finds placeholders the tool would leave as they are', () => {
    expect(problems('a: @@lower@@\nb: @@A@@\nc: ##not-one##\nd: @@A@', { A: 'x' })).toEqual([
      [1, null],
      [3, null],
      [4, null],
    ])
  })

  it('finds a value that is a placeholder itself, because it would be replaced again', () => {
    expect(problems('a: @@A@@\nb: @@B@@', { A: '##B##', B: 'x' })).toEqual([[null, 'A']])
  })

  it('finds a name that cannot be a placeholder, and a delete switch among the mappings', () => {
    const found = problems('a: @@A@@', { A: 'x', 'B.*': 'y', AUTH0_ALLOW_DELETE: true })

    expect(found).toContainEqual([null, 'B.*'])
    expect(check('a: @@A@@', { A: 'x', AUTH0_ALLOW_DELETE: true })).toContainEqual(
      expect.objectContaining({ problem: 'is a switch of the deploy tool' }),
    )
  })

  it('finds a placeholder in the code of an Action', () => {
    const codeFiles = [{ file: 'post-login.js', text: 'const a = 1\nconst b = "##A##"' }]

    expect(check('a: @@A@@', { A: 'x' }, { codeFiles })).toMatchObject([
      { file: 'post-login.js', line: 2, placeholder: 'A' },
    ])
  })

  it.each([
    ['https://hooks.example.com', false, true],
    ['http://hooks.example.com', false, false],
    ['http://127.0.0.1:8787', false, false],
    ['http://127.0.0.1:8787', true, true],
    ['http://localhost:8787', true, true],
    ['http://hooks.example.com', true, false],
    ['http://127.0.0.1.example.com', true, false],
    ['https://user:pass@hooks.example.com', false, false],
    ['hooks.example.com', true, false],
  ])('takes the receiver %s (sandbox: %s): %s', (RECEIVER_URL, isSandbox, isTaken) => {
    expect(problems('a: @@RECEIVER_URL@@', { RECEIVER_URL }, { isSandbox })).toEqual(
      isTaken ? [] : [[null, 'RECEIVER_URL']],
    )
  })

  it.each(['https://acme.eu.auth0.com/', 'urn-less', 'https://webtask.io/x'])(
    'finds the claims namespace %s, whose claims Auth0 drops',
    (CLAIMS_NAMESPACE) => {
      expect(problems('a: @@CLAIMS_NAMESPACE@@', { CLAIMS_NAMESPACE })).toEqual([
        [null, 'CLAIMS_NAMESPACE'],
      ])
    },
  )

  it('never names a value', () => {
    const secret = secretOf(9)
    const mappings = { WEBHOOK_SECRET: `${secret}@@X@@`, 'bad name': secret, UNUSED: secret }

    const found = JSON.stringify(check("a: '##WEBHOOK_SECRET##'\nb: @@b", mappings))

    expect(found).not.toContain(secret.slice(6, 20))
    expect(found).toContain('WEBHOOK_SECRET')
  })
})
