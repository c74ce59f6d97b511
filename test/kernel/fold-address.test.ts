import { expect, it } from 'vitest'
import { foldAddress } from '../../kernel/fold-address.ts'

it('folds ASCII letters alone, since a Kelvin sign is another mailbox', () => {
  expect(foldAddress('KIM@Example.ORG')).toBe('kim@example.org')
  expect(foldAddress('\u212Aim@example.org')).toBe('\u212Aim@example.org')
})
