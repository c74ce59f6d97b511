import { connectionByName } from '../management/connections.ts'
import { showUser } from '../management/user-profile.ts'
import { isoNow, tenantName, type TenantContext } from '../tenant-context.ts'
import type { UserRecord } from '../tenant-state.ts'
import type { UserChange } from '../user-store.ts'
import type { CloudEvent } from './stream-records.ts'

/** The event types of users; those of organizations, groups and connections are not modelled. */
export const userEventTypes = ['user.created', 'user.updated', 'user.deleted'] as const

export type UserEventType = (typeof userEventTypes)[number]

type EventTenant = Pick<TenantContext, 'domain' | 'ids' | 'now' | 'state'>

/** An event before it is known on which stream it goes out. */
export type UnaddressedEvent = Omit<CloudEvent, 'a0stream'>

/** What kind of event a change of an account is. */
export function userEventType({ before, after }: UserChange): UserEventType {
  if (after === undefined) return 'user.deleted'
  return before === undefined ? 'user.created' : 'user.updated'
}

/**
 * The envelope around `data`: CloudEvents 1.0 with Auth0's own attributes (auth0-facts, section 2). One id for all
 * streams and all attempts, so that a receiver can recognise what it has seen.
 */
export function cloudEvent(
  tenant: EventTenant,
  type: UserEventType,
  data: object,
): UnaddressedEvent {
  return {
    id: `evt_${tenant.ids.word(22)}`,
    source: `urn:auth0:${tenant.domain.replace(/:\d+$/, '')}`,
    specversion: '1.0',
    type,
    time: isoNow(tenant),
    data,
    a0tenant: tenantName(tenant.domain),
  }
}

/** `data` of a user event: the whole account with its identities, and when it was deleted if it was. */
export function userEventData(tenant: EventTenant, type: UserEventType, user: UserRecord): object {
  const connection = connectionByName(tenant, user.connection)
  const deletion = type === 'user.deleted' ? { deleted_at: isoNow(tenant) } : {}
  return {
    object: { ...showUser(user), ...deletion },
    context: {
      tenant: { id: tenantName(tenant.domain) },
      ...(connection && {
        connection: {
          id: connection.id,
          name: connection.name,
          strategy: connection.strategy,
        },
      }),
    },
  }
}

/** `data` of a test event that brings none of its own: a person who does not exist. */
export function sampleEventData(tenant: EventTenant, type: UserEventType): object {
  const at = isoNow(tenant)
  return userEventData(tenant, type, {
    user_id: 'auth0|507f1f77bcf86cd799439020',
    connection: 'Username-Password-Authentication',
    email: 'test-event@example.com',
    email_verified: false,
    name: 'Test Event',
    nickname: 'test-event',
    created_at: at,
    updated_at: at,
    logins_count: 0,
    passwordHash: null,
  })
}
