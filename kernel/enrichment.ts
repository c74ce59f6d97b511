import { canonicalJson } from './canonical-json.ts'
import type { EmployeeId } from './ids.ts'

/** The facts of an employee that Auth0 is told, as they stand in `app_metadata` and in tokens. */
export type Enrichment = {
  readonly employeeId: EmployeeId
  readonly department: string | null
  readonly roleCode: string | null
}

/** What was offered to Auth0 so far; `enrichment` is canonical text, null while nothing was. */
export type Offer = { readonly podlinkRev: number; readonly enrichment: string | null }

/**
 * The offer that tells Auth0 these facts: the same one when nothing differs, otherwise with the next revision,
 * so that whoever writes later can tell which of two offers is newer. `null` withdraws the facts.
 */
export function nextOffer(current: Offer, facts: Enrichment | null): Offer {
  const enrichment =
    facts === null
      ? null
      : canonicalJson({
          department: facts.department,
          employee_id: facts.employeeId,
          role_code: facts.roleCode,
        })
  return enrichment === current.enrichment
    ? current
    : { podlinkRev: current.podlinkRev + 1, enrichment }
}
