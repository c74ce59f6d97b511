import { PodlinkError } from '../kernel/errors.ts'
import { parseAuth0UserId } from '../kernel/ids.ts'
import type { Auth0Account, MetadataRecord } from './auth0-accounts.ts'

/** A user as the SDK returns it; fields podlink does not read count for the size alone. */
export type Auth0Profile = {
  readonly user_id?: string | undefined
  readonly email?: string | undefined
  readonly email_verified?: boolean | undefined
  readonly blocked?: boolean | undefined
  readonly name?: string | undefined
  readonly created_at?: string | undefined
  readonly updated_at?: string | undefined
  readonly last_login?: string | undefined
  readonly identities?: readonly { readonly connection?: string | undefined }[] | undefined
  readonly user_metadata?: Record<string, unknown> | undefined
  readonly app_metadata?: Record<string, unknown> | undefined
}

/**
 * Reads a user as Auth0 answers it. Dates that are absent or no dates become null.
 * @throws PodlinkError AUTH0_FAILED when the answer has no user id.
 */
export function toAuth0Account(profile: Auth0Profile): Auth0Account {
  const id = parseAuth0UserId(profile.user_id)
  if (id === null) {
    throw new PodlinkError('AUTH0_FAILED', 'Auth0 answered with a user that has no id.', {
      fix: 'Check that AUTH0_DOMAIN names the tenant itself and no proxy changes its answers.',
    })
  }
  return {
    id,
    email: profile.email ?? null,
    isEmailVerified: profile.email_verified === true,
    isBlocked: profile.blocked === true,
    name: profile.name ?? null,
    createdAt: toDate(profile.created_at),
    updatedAt: toDate(profile.updated_at),
    lastLogin: toDate(profile.last_login),
    connections: (profile.identities ?? []).flatMap(({ connection }) => connection ?? []),
    userMetadata: toRecord(profile.user_metadata),
    appMetadata: toRecord(profile.app_metadata),
    profileBytes: Buffer.byteLength(JSON.stringify(profile)),
  }
}

/** The SDK parsed it from JSON, so it is JSON. */
function toRecord(metadata: Record<string, unknown> | undefined): MetadataRecord {
  return (metadata ?? {}) as MetadataRecord
}

function toDate(text: string | undefined): Date | null {
  const date = new Date(text ?? '')
  return Number.isNaN(date.getTime()) ? null : date
}
