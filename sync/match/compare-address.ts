import { distance } from 'fastest-levenshtein'
import { sizeOf } from './bucket.ts'
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
  return isSimilar(ours, theirs, run) ? 'similar' : 'differs'
}

// At a provider john.doe1@ and john.doe2@ are two people; at a domain of a few people a slip is a slip.
function isSimilar(ours: NormalizedEmail, theirs: Address, { index }: Run): boolean {
  const length = Math.min(ours.address.length, theirs.address.length)
  if (length < SIMILAR_LENGTH_MIN) return false
  if (Math.abs(ours.address.length - theirs.address.length) > SLIPS_MAX) return false
  if (distance(ours.address, theirs.address) > SLIPS_MAX) return false
  const isProvider = sizeOf(index.byPrivateDomain.get(theirs.domain)) > PRIVATE_DOMAIN_BEARERS_MAX
  return !isProvider || digits(ours.local) === digits(theirs.local)
}

function digits(text: string): string {
  return text.replace(/[^0-9]/g, '')
}
