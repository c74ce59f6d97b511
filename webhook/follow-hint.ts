import type { Auth0User } from '../store/tables/auth0-user-mapping.ts'
import type { AccountHint } from './account-event.ts'
import { isOfKnownLife } from './apply-facts.ts'
import { askAuth0 } from './ask-auth0.ts'
import type { Recording } from './open-recording.ts'
import type { ReceiverDeps } from './receiver-deps.ts'

/**
 * Moves the last login of a known account forward, and has Auth0 asked about whatever a hint cannot prove or does not say:
 * an account nobody knows yet, one that changed since it was last seen, one that is said to be gone.
 */
export async function followHint(
  deps: Pick<ReceiverDeps, 'newId'>,
  recording: Recording,
  hint: AccountHint,
): Promise<void> {
  const { db, at } = recording
  const { userId, occurredAt } = hint
  const known = recording.findUser(userId)
  if (known === null) {
    const gone = hint.tells === 'deletion' ? { deletedAt: occurredAt } : {}
    return askAuth0(deps, db, { userId, ...gone, at })
  }
  switch (hint.tells) {
    case 'login':
      if (isOfKnownLife(occurredAt, known)) await moveLogin(recording, known, occurredAt)
      else if (isAfterItsEnd(occurredAt, known)) await askAuth0(deps, db, { userId, at })
      return
    case 'change':
      if (isNews(occurredAt, known)) await askAuth0(deps, db, { userId, at })
      return
    case 'deletion':
      if (isNewsOfItsEnd(occurredAt, known)) {
        await askAuth0(deps, db, { userId, deletedAt: occurredAt, at })
      }
  }
}

/** Like every login that moves nothing else, it leaves no line of history. */
async function moveLogin(recording: Recording, known: Auth0User, loggedInAt: Date): Promise<void> {
  if (known.lastLogin !== null && known.lastLogin >= loggedInAt) return
  await recording.storeUser({ ...known, lastLogin: loggedInAt })
}

function isAfterItsEnd(occurredAt: Date, known: Auth0User): boolean {
  return known.deletedAt !== null && occurredAt > known.deletedAt
}

/** Of a dead account only a later end is news, or the first that anybody states. */
function isNewsOfItsEnd(occurredAt: Date, known: Auth0User): boolean {
  return known.status === 'deleted'
    ? known.profileAt === null || known.profileAt < occurredAt
    : isOfKnownLife(occurredAt, known)
}

function isNews(occurredAt: Date, known: Auth0User): boolean {
  return known.profileAt === null || known.profileAt < occurredAt
}
