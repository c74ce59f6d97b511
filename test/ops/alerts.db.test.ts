import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { openReceiver } from '../webhook/open-receiver.ts'

const RULES = readFileSync(join(import.meta.dirname, '../../ops/prometheus/alerts.yml'), 'utf8')

describe('the alert rules', () => {
  let test: TestStore

  beforeAll(async () => {
    test = await openTestStore()
  })
  afterAll(() => test.close())

  it('name metrics that the receiver exports from its first moment', async () => {
    const answer = await openReceiver(test.store).request('/metrics')
    const exported = new Set((await answer.text()).match(/^[a-z_0-9]+(?=[ {])/gm))
    const named = [...RULES.matchAll(/expr: .*?([a-z0-9]+(?:_[a-z0-9]+)+)/g)].map(
      (match) => match[1],
    )

    expect(named).toHaveLength(4)
    expect(named.filter((name) => name !== undefined && !exported.has(name))).toEqual([])
  })

  it('hold the customer’s three expressions as they are', () => {
    expect(RULES).toContain('expr: rate(podfactory_sync_errors[5m]) > 0')
    expect(RULES).toContain('expr: podfactory_users_unmatched > 5')
    expect(RULES).toContain('expr: rate(auth0_user_creation_failed[5m]) > 0.05')
  })
})
