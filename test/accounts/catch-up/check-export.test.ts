import { describe, expect, it } from 'vitest'
import { checkExport } from '../../../accounts/catch-up/check-export.ts'
import type { Auth0UserId } from '../../../kernel/ids.ts'

const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => `auth0|${index}` as Auth0UserId)
/** `known` accounts, of which the export lacks the last `gone`; it holds one that nobody knows. */
const check = (known: number, gone: number, allow: readonly string[] = []) =>
  checkExport({
    known: ids(known),
    exported: new Set([...ids(known - gone), 'auth0|new' as Auth0UserId]),
    allow,
  }).map(({ found, bound }) => ({ found, bound }))

describe('an export', () => {
  it.each([
    [0, 0],
    [2, 1],
    [30, 20],
    [1_000, 200],
  ])('of which %i are known may lack %i', (known, gone) => {
    expect(check(known, gone)).toEqual([])
  })

  it.each([
    [1, 1, 0],
    [10, 10, 9],
    [30, 21, 20],
    [1_000, 201, 200],
  ])('of which %i are known may not lack %i', (known, gone, bound) => {
    expect(check(known, gone)).toEqual([{ found: gone, bound }])
    expect(check(known, gone, ['accounts-gone'])).toEqual([])
  })
})
