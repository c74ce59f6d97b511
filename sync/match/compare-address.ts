import { sizeOf } from './bucket.ts'
import { isWithinEdits } from './edit-distance.ts'
import type { IndexedEmployee } from './employee-index.ts'
import {
  type Address,
  type AddressLevel,
  type NormalizedEmail,
  respelledLocal,
} from './normalize-email.ts'
import type { Run } from './run.ts'
import type { UserFacts } from './user-facts.ts'

/** Shorter addresses are a slip apart by chance. */
const SIMILAR_LENGTH_MIN = 10
const SLIPS_MAX = 2
/** Employees with an address at one domain beyond which the domain is a provider's and tells nobody apart. */
const PRIVATE_DOMAIN_BEARERS_MAX = 8

/** How the user's address leads to the employee's; `none` when either has no usable address. */
export function compareAddress(
  user: UserFacts,
  employee: IndexedEmployee,
  run: Run,
): AddressLevel | 'none' {
  const theirs = employee.email
  if (theirs === null) return 'none'
  const reading = user.email?.readings.find(({ address }) => address === theirs.address)
  if (reading !== undefined) return reading.level
  const isRespelled =
    theirs.isCompany && user.respelledLocals.includes(respelledLocal(theirs.address))
  if (isRespelled) return 'respelled'
  if (user.email === null) return 'none'
  return compareOther(user, user.email, theirs, run)
}

function compareOther(
  user: UserFacts,
  ours: NormalizedEmail,
  theirs: Address,
  run: Run,
): AddressLevel {
  if (theirs.isCompany) {
    if (run.survey.mirrorDomains.has(ours.domain)) {
      return ours.local === theirs.local ? 'mirrored' : 'contradicts'
    }
    return ours.isCompany && !user.isAddressOfPlace ? 'contradicts' : 'other'
  }
  if (ours.isCompany) return 'other'
  if (!isSimilar(ours, theirs)) return 'differs'
  return isProvider(theirs, run) || isExplainedByName(user, theirs) ? 'other' : 'similar'
}

function isSimilar(ours: Address, theirs: Address): boolean {
  const length = Math.min(ours.address.length, theirs.address.length)
  if (length < SIMILAR_LENGTH_MIN) return false
  return isWithinEdits(ours.address, theirs.address, SLIPS_MAX)
}

// At a provider john.doe1@ and john.doe2@ are two people; at a domain of a few people a slip is a slip.
function isProvider({ domain }: Address, { index }: Run): boolean {
  return sizeOf(index.byPrivateDomain.get(domain)) > PRIVATE_DOMAIN_BEARERS_MAX
}

// Mario at mario.lopez@ does not resemble maria.lopez@ because of a slip, but because he is called so.
function isExplainedByName({ name, email }: UserFacts, theirs: Address): boolean {
  if (name === null || email === null) return false
  return name.words.some(
    (word) => word.length > 2 && email.local.includes(word) && !theirs.local.includes(word),
  )
}
