import { assert, integer, nat, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blankValues } from '../../auth0-tenant/blank-values.ts'
import { secretOf } from './settings.ts'

const secret = secretOf(4)
const hidden = [
  { name: 'WEBHOOK_SECRET', value: secret, isSecret: true },
  { name: 'RECEIVER_URL', value: 'https://hooks.example.com', isSecret: false },
  { name: 'BUDGET_MS', value: '80', isSecret: false },
]

describe('blankValues', () => {
  it('puts the name in place of the value and leaves the rest readable', () => {
    const text = `Problem with "${secret}" at https://hooks.example.com/auth0 (https://docs.example.com), 80 ms`

    expect(blankValues(text, hidden)).toBe(
      'Problem with "[WEBHOOK_SECRET]" at [RECEIVER_URL]/auth0 (https://docs.example.com), 80 ms',
    )
  })

  it('hides a secret that is written as JSON', () => {
    const value = 'quote " backslash \\ line\nend'
    const text = JSON.stringify({ value })

    expect(blankValues(text, [{ name: 'AUTH0_CLIENT_SECRET', value, isSecret: true }])).toBe(
      '{"value":"[AUTH0_CLIENT_SECRET]"}',
    )
  })

  it('hides every piece of a secret of at least 8 characters, wherever it was cut', () => {
    assert(
      property(
        string(),
        string(),
        nat(secret.length - 8),
        integer({ min: 8, max: secret.length }),
        (before, after, start, length) => {
          const piece = secret.slice(start, start + length)

          const shown = blankValues(`${before}${piece}${after}`, hidden)

          expect(shown).not.toContain(piece)
          expect(shown).toContain('[WEBHOOK_SECRET]')
        },
      ),
    )
  })
})
