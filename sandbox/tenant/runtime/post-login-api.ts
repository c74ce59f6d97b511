import { forbiddenKey, type MetadataKind } from '../management/user-metadata.ts'
import type { JsonObject, Json, UserRecord } from '../tenant-state.ts'
import { chained, returned, type ActionApi, type ApiAnswer } from './action-api.ts'
import { cacheApi, type ActionCache } from './action-cache.ts'
import { setClaim, type Claims } from './custom-claims.ts'
import { notModelledMethods } from './not-modelled-methods.ts'
import { createScopeChanges } from './scope-changes.ts'
import { createTransactionMetadata } from './transaction-metadata.ts'

/** What the Actions of one login asked for. */
export type LoginOutcome = {
  readonly denial: string | null
  readonly idTokenClaims: Claims
  readonly accessTokenClaims: Claims
  readonly addedScopes: ReadonlySet<string>
  readonly removedScopes: ReadonlySet<string>
  readonly app_metadata: JsonObject
  readonly user_metadata: JsonObject
}

export type PostLoginApi = {
  readonly api: ActionApi
  readonly outcome: () => LoginOutcome
  /** `event.transaction.metadata` of the next Action. */
  readonly transactionMetadata: () => JsonObject
}

/** A plain copy; what JSON does not know becomes null. */
function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null) ?? 'null') as Json
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Queues changes of one kind of metadata; null removes a key. */
function metadataQueue(kind: MetadataKind, stored: unknown) {
  const changes: Record<string, Json> = {}
  const set = (key: unknown, value: unknown): ApiAnswer => {
    if (!isPlainObject(stored)) {
      throw new Error(`Unexpected ${kind} format. Must be a valid JSON object`)
    }
    const name = String(key)
    if (forbiddenKey(kind, { [name]: null }) !== null) {
      throw new Error(`Invalid ${kind} property name: ${name}`)
    }
    changes[name] = toJson(value)
    return chained
  }
  return { changes, set }
}

function claimSetter(claims: Claims) {
  return (name: unknown, value: unknown): ApiAnswer => {
    setClaim(claims, String(name), toJson(value))
    return chained
  }
}

/** `api` of post-login v3 (auth0-facts 1.4). Setters only note; nothing happens before all Actions have run. */
export function createPostLoginApi(cache: ActionCache, user: UserRecord): PostLoginApi {
  let denial: string | null = null
  const idTokenClaims: Claims = {}
  const accessTokenClaims: Claims = {}
  const scopes = createScopeChanges()
  const transaction = createTransactionMetadata()
  const appMetadata = metadataQueue('app_metadata', user.app_metadata ?? {})
  const userMetadata = metadataQueue('user_metadata', user.user_metadata ?? {})
  const api: ActionApi = {
    ...notModelledMethods,
    access: {
      deny: (reason) => {
        denial = typeof reason === 'string' ? reason : ''
        return chained
      },
    },
    idToken: { setCustomClaim: claimSetter(idTokenClaims) },
    accessToken: {
      setCustomClaim: claimSetter(accessTokenClaims),
      addScope: (scope) => returned(scopes.add(scope)),
      removeScope: (scope) => returned(scopes.remove(scope)),
    },
    user: { setAppMetadata: appMetadata.set, setUserMetadata: userMetadata.set },
    transaction: {
      setMetadata: (key, value) => {
        transaction.set(key, value)
        return { kind: 'value', transactionMetadata: transaction.current() }
      },
    },
    cache: cacheApi(cache),
  }
  return {
    api,
    transactionMetadata: transaction.current,
    outcome: () => ({
      denial,
      idTokenClaims,
      accessTokenClaims,
      addedScopes: scopes.added,
      removedScopes: scopes.removed,
      app_metadata: appMetadata.changes,
      user_metadata: userMetadata.changes,
    }),
  }
}
