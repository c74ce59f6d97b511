import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileQuery } from '../../../../../sandbox/tenant/management/search/compile-query.ts'
import type { UserRecord } from '../../../../../sandbox/tenant/tenant-state.ts'
import { managementCalls } from '../../drive-tenant.ts'
import { newTenant } from '../../new-tenant.ts'

/** A boolean search as text, with what it must mean. */
type Law = { readonly text: string; readonly isMeant: (tags: readonly string[]) => boolean }

const tags = ['a', 'b c', 'd"e', 'f:g', 'AND', '(h)', 'i\\j', '*']

function quoted(tag: string): string {
  return `"${tag.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

function escaped(tag: string): string {
  return tag.replaceAll(/[\s"\\:()*A]/g, String.raw`\$&`)
}

const term = fc
  .tuple(fc.constantFrom(...tags), fc.constantFrom(quoted, escaped))
  .map(([tag, write]): Law => {
    return { text: `app_metadata.tags:${write(tag)}`, isMeant: (held) => held.includes(tag) }
  })

const { law } = fc.letrec<{ law: Law; group: Law }>((tie) => ({
  law: fc.oneof({ maxDepth: 4, depthIdentifier: 'law' }, term, tie('group')),
  group: fc
    .tuple(
      fc.constantFrom(' AND ', ' OR '),
      fc.array(fc.tuple(fc.constantFrom('', 'NOT ', '-'), tie('law')), {
        minLength: 1,
        maxLength: 3,
        depthIdentifier: 'law',
      }),
    )
    .map(([operator, parts]): Law => {
      const text = parts.map(([sign, part]) => `${sign}${part.text}`).join(operator)
      const tests = parts.map(
        ([sign, part]) =>
          (held: readonly string[]) =>
            (sign === '') === part.isMeant(held),
      )
      return {
        text: `(${text})`,
        isMeant: (held) =>
          operator === ' AND '
            ? tests.every((isTrue) => isTrue(held))
            : tests.some((isTrue) => isTrue(held)),
      }
    }),
}))

function userWithTags(held: readonly string[]): UserRecord {
  return {
    user_id: 'auth0|x',
    connection: 'people',
    email_verified: false,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    logins_count: 0,
    passwordHash: null,
    app_metadata: { tags: held },
  }
}

describe('a boolean search', () => {
  it('means what its parts mean, however deep and however its values are written', () => {
    fc.assert(
      fc.property(law, fc.subarray(tags), ({ text, isMeant }, held) => {
        expect(compileQuery(text)(userWithTags(held))).toBe(isMeant(held))
      }),
      { numRuns: 300 },
    )
  })

  it('is refused or understood, and never breaks the tenant, whatever it says', async () => {
    const tenant = newTenant()
    const api = await managementCalls(tenant, ['read:users'])
    const pieces = fc.constantFrom(
      'name',
      ':',
      '"',
      '(',
      ')',
      '[',
      '}',
      ' TO ',
      '*',
      '\\',
      '-',
      ' ',
    )
    const texts = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 })

    await fc.assert(
      fc.asyncProperty(texts, async (parts) => {
        // Or the rate limit would answer.
        await tenant.clock.advanceBy(1_000)
        const { status } = await api('GET', `/users?q=${encodeURIComponent(parts.join(''))}`)

        expect([200, 400]).toContain(status)
      }),
      { numRuns: 200 },
    )
  })
})
