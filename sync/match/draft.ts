import type { Comparison } from './compare-people.ts'
import type { MatchedRule, ReviewRule, UnmatchedRule } from './decision.ts'
import type { Found } from './find-candidates.ts'

/** What the rules concluded about one user, before stored mappings are weighed and the evidence is written down. */
export type Draft =
  | {
      readonly outcome: 'matched'
      readonly rule: MatchedRule
      readonly by: 'email' | 'name'
      readonly chosen: Comparison
      readonly found: Found
    }
  | { readonly outcome: 'review'; readonly rule: ReviewRule; readonly found: Found }
  | { readonly outcome: 'unmatched'; readonly rule: UnmatchedRule }

export function review(rule: ReviewRule, found: Found): Draft {
  return { outcome: 'review', rule, found }
}

export function matched(
  rule: MatchedRule,
  by: 'email' | 'name',
  chosen: Comparison,
  found: Found,
): Draft {
  return { outcome: 'matched', rule, by, chosen, found }
}
