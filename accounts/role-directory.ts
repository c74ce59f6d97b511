import type { Auth0Accounts, Auth0Role } from './auth0-accounts.ts'

/** Finds a role by its exact name; null when the tenant has none of that name. */
export type RoleDirectory = { readonly find: (name: string) => Promise<Auth0Role | null> }

/** Auth0 allows 1,000 roles per tenant; more pages than this are no list of roles. */
const PAGES_MAX = 50
const FRESH_MS = 600_000
/** A name that is missing is looked up again, since an administrator may just have added it, yet not for every job. */
const MISSING_MS = 30_000

/**
 * Keeps the tenant's roles for ten minutes; many jobs that ask at once share one list.
 * @throws PodlinkError of the calls; a list that failed is read anew by the next job.
 */
export function openRoleDirectory(
  auth0: Pick<Auth0Accounts, 'listRoles'>,
  now: () => Date,
): RoleDirectory {
  let list: Promise<readonly Auth0Role[]> | null = null
  let listedAt = 0
  const read = async (maxAgeMs: number) => {
    if (list === null || now().getTime() - listedAt >= maxAgeMs) {
      listedAt = now().getTime()
      const started = readAll(auth0)
      list = started
      started.catch(() => {
        if (list === started) list = null
      })
    }
    return list
  }
  const pick = (roles: readonly Auth0Role[], name: string) =>
    roles.find((role) => role.name === name) ?? null
  return {
    find: async (name) => pick(await read(FRESH_MS), name) ?? pick(await read(MISSING_MS), name),
  }
}

async function readAll(auth0: Pick<Auth0Accounts, 'listRoles'>): Promise<readonly Auth0Role[]> {
  const all: Auth0Role[] = []
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { roles, total } = await auth0.listRoles(page)
    all.push(...roles)
    if (roles.length === 0 || all.length >= total) break
  }
  return all
}
