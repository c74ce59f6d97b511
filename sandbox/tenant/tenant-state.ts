import { createOwnedRecords, type OwnedRecords } from './core/owned-records.ts'
import type { EventStreamRecord, LogStreamRecord } from './streams/stream-records.ts'
import { newLoginState, type LoginState } from './people/login-state.ts'
import { createUserStore, type UserStore } from './user-store.ts'

/** A JSON value as it travels over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** Everything the tenant remembers about one account; fields carry the names Auth0 gives them. */
export type UserRecord = {
  readonly user_id: string
  readonly connection: string
  readonly email?: string | undefined
  readonly email_verified: boolean
  readonly username?: string | undefined
  readonly phone_number?: string | undefined
  readonly phone_verified?: boolean | undefined
  readonly name?: string | undefined
  readonly nickname?: string | undefined
  readonly given_name?: string | undefined
  readonly family_name?: string | undefined
  readonly picture?: string | undefined
  readonly blocked?: boolean | undefined
  readonly app_metadata?: JsonObject | undefined
  readonly user_metadata?: JsonObject | undefined
  readonly created_at: string
  readonly updated_at: string
  readonly last_password_reset?: string | undefined
  readonly last_login?: string | undefined
  readonly last_ip?: string | undefined
  readonly logins_count: number
  /** `scrypt$<salt>$<hash>`; null for an account that has no password. Never leaves the tenant. */
  readonly passwordHash: string | null
}

export type Permission = {
  readonly resource_server_identifier: string
  readonly permission_name: string
}

export type RoleRecord = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly permissions: readonly Permission[]
}

/** `settings` holds every other field of the application as it was written. */
export type ClientRecord = {
  readonly client_id: string
  readonly client_secret: string
  readonly name: string
  readonly grant_types: readonly string[]
  readonly settings: JsonObject
}

export type ClientGrantRecord = {
  readonly id: string
  readonly client_id: string
  readonly audience: string
  readonly scope: readonly string[]
  readonly settings: JsonObject
}

export type ResourceServerScope = { readonly value: string; readonly description?: string }

export type ResourceServerRecord = {
  readonly id: string
  readonly identifier: string
  readonly name: string
  readonly is_system: boolean
  readonly scopes: readonly ResourceServerScope[]
  readonly settings: JsonObject
}

export type ConnectionRecord = {
  readonly id: string
  readonly name: string
  readonly strategy: string
  readonly options: JsonObject
  readonly enabled_clients: readonly string[]
  readonly settings: JsonObject
}

export type SecretRecord = {
  readonly name: string
  readonly value: string
  readonly updated_at: string
}

export type ActionTrigger = { readonly id: string; readonly version: string }

/** What a draft and a version have in common: the code and what it runs with. */
export type ActionCode = {
  readonly code: string
  readonly runtime: string
  readonly dependencies: readonly JsonObject[]
  readonly secrets: readonly SecretRecord[]
}

export type ActionVersionRecord = ActionCode & {
  readonly id: string
  readonly number: number
  readonly created_at: string
  readonly updated_at: string
}

/** `builtAtMs` is when the draft leaves `pending`; `all_changes_deployed` is derived from `deployedId`. */
export type ActionRecord = ActionCode & {
  readonly id: string
  readonly name: string
  readonly supported_triggers: readonly ActionTrigger[]
  readonly modules: readonly JsonObject[]
  readonly created_at: string
  readonly updated_at: string
  readonly builtAtMs: number
  readonly isDraftDeployed: boolean
  readonly versions: readonly ActionVersionRecord[]
  readonly deployedVersionId: string | null
}

export type BindingRecord = {
  readonly id: string
  readonly trigger_id: string
  readonly action_id: string
  readonly display_name: string
  readonly created_at: string
  readonly updated_at: string
}

export type TicketKind = 'verify_email' | 'change_password'

export type TicketRecord = {
  readonly kind: TicketKind
  readonly user_id: string
  readonly expiresAtMs: number
  readonly result_url: string | null
  readonly markEmailAsVerified: boolean
}

export type RefreshTokenRecord = {
  readonly user_id: string
  readonly client_id: string
  readonly audience: string | null
  readonly scope: readonly string[]
  readonly connection: string
  /** `sid` of the session it was issued in; null for a login without one. */
  readonly sid: string | null
  /** Every token that descends from the same login. */
  readonly familyId: string
  /** How many exchanges lie between the login and this token. */
  readonly generation: number
  readonly isRotating: boolean
  /** When another took its place; null while it is the latest. */
  readonly replacedAtMs: number | null
  readonly lastUsedAtMs: number
  /** Fixed when the family was started; null never ends. */
  readonly expiresAtMs: number | null
}

/** Opaque access tokens: what a login without an audience gets, good for `/userinfo` alone. */
export type OpaqueTokenRecord = {
  readonly user_id: string
  readonly scope: readonly string[]
  readonly expiresAtMs: number
}

export type ExportFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }

export type JobRecord = {
  readonly id: string
  readonly type: 'verification_email' | 'users_export' | 'users_import'
  readonly status: 'pending' | 'processing' | 'completed' | 'failed'
  readonly created_at: string
  /** What was asked for, as the job shows it. */
  readonly asked: JsonObject
  readonly status_details?: string
  readonly summary?: JsonObject
  /** The entries of an import that failed, with the reasons. */
  readonly errors: readonly JsonObject[]
  /** What an export made. */
  readonly file: ExportFile | null
}

/** An address under which an export can be fetched for a minute. */
export type ExportLinkRecord = { readonly jobId: string; readonly expiresAtMs: number }

export type TenantState = {
  readonly users: UserStore
  readonly userRoles: Map<string, ReadonlySet<string>>
  /** Permissions given to a person directly, not through a role. */
  readonly userPermissions: Map<string, readonly Permission[]>
  readonly roles: Map<string, RoleRecord>
  readonly clients: Map<string, ClientRecord>
  readonly clientGrants: Map<string, ClientGrantRecord>
  readonly resourceServers: Map<string, ResourceServerRecord>
  readonly connections: Map<string, ConnectionRecord>
  readonly actions: Map<string, ActionRecord>
  readonly bindings: Map<string, readonly BindingRecord[]>
  readonly tickets: OwnedRecords<TicketRecord>
  readonly refreshTokens: OwnedRecords<RefreshTokenRecord>
  readonly opaqueTokens: OwnedRecords<OpaqueTokenRecord>
  readonly logins: LoginState
  readonly jobs: Map<string, JobRecord>
  readonly exportLinks: Map<string, ExportLinkRecord>
  readonly eventStreams: Map<string, EventStreamRecord>
  readonly logStreams: Map<string, LogStreamRecord>
  readonly emailTemplates: Map<string, JsonObject>
  readonly attackProtection: Map<string, JsonObject>
  readonly settings: Map<'tenant', JsonObject>
}

/** An empty tenant; `bootstrapTenant` puts in what a new one has from the start. */
export function newTenantState(): TenantState {
  return {
    users: createUserStore(),
    userRoles: new Map(),
    userPermissions: new Map(),
    roles: new Map(),
    clients: new Map(),
    clientGrants: new Map(),
    resourceServers: new Map(),
    connections: new Map(),
    actions: new Map(),
    bindings: new Map(),
    tickets: createOwnedRecords(),
    refreshTokens: createOwnedRecords(),
    opaqueTokens: createOwnedRecords(),
    logins: newLoginState(),
    jobs: new Map(),
    exportLinks: new Map(),
    eventStreams: new Map(),
    logStreams: new Map(),
    emailTemplates: new Map(),
    attackProtection: new Map(),
    settings: new Map(),
  }
}
