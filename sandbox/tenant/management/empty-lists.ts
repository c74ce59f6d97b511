import { Hono } from 'hono'
import type { Allow, TenantEnv } from '../core/access.ts'
import { checkpointQuery, listAnswer } from '../core/paging.ts'
import { readQuery } from '../core/read-request.ts'

type EmptyList = { readonly path: string; readonly scope: string; readonly key: string }

// What a fresh tenant has none of, with the keys recorded in auth0-deploy-cli's dry run and dump. Settings that a fresh
// tenant does have (branding, prompts, guardian and the like) stay not modelled.
const emptyLists: readonly EmptyList[] = [
  { path: '/rules', scope: 'read:rules', key: 'rules' },
  { path: '/rules-configs', scope: 'read:rules_configs', key: 'rules_configs' },
  { path: '/hooks', scope: 'read:hooks', key: 'hooks' },
  { path: '/custom-domains', scope: 'read:custom_domains', key: 'custom_domains' },
  { path: '/organizations', scope: 'read:organizations', key: 'organizations' },
  { path: '/flows', scope: 'read:flows', key: 'flows' },
  { path: '/forms', scope: 'read:forms', key: 'forms' },
  {
    path: '/self-service-profiles',
    scope: 'read:self_service_profiles',
    key: 'self_service_profiles',
  },
]

/** The scopes with which the empty lists are read. */
export const emptyListScopes: readonly string[] = emptyLists.map(({ scope }) => scope)

/** Lists of what this tenant never has; anything else about them is not modelled. */
export function unusedResources(allow: Allow): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>()
  for (const { path, scope, key } of emptyLists) {
    app.get(path, allow(scope), (context) => {
      const query = readQuery(context, checkpointQuery)
      return listAnswer(context, query, { key, items: [], show: (item) => item, idOf: String })
    })
  }
  return app
}
