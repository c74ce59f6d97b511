import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { likelyBehaviour } from '../../../sandbox/tenant/unknown-behaviour.ts'
import { newTenant } from './new-tenant.ts'

const page = readFileSync(join(import.meta.dirname, '../../../ARCHITECTURE.md'), 'utf8')
const named = new Set([...page.matchAll(/`([^`\s]+)`/g)].map(([, text]) => text))

/** The family an endpoint belongs to: `/api/v2/users`, `/authorize`, … */
function familyOf(path: string): string {
  const parts = path.split('/')
  return parts.slice(0, path.startsWith('/api/v2/') ? 4 : 2).join('/')
}

it('names every family of endpoints that the tenant models', () => {
  const families = newTenant()
    .app.routes.map(({ path }) => familyOf(path))
    .filter((family) => !['/*', '/api', '/api/v2/*', '/__sandbox'].includes(family))

  expect([...new Set(families)].filter((family) => !named.has(family))).toEqual([])
})

it('names every question that nobody can answer', () => {
  expect(Object.keys(likelyBehaviour).filter((setting) => !named.has(setting))).toEqual([])
})
