import type { Tally } from './tally.ts'

/** Shares from 0 to 1: precision of links, recall of users who are employees, `listedShare` of reviews about employees. */
export function toShares(tally: Tally) {
  const correct = tally.links - tally.wrongLinks
  return {
    precision: round(correct / tally.links),
    recall: round(correct / tally.people),
    reviewShare: round(tally.reviews / tally.users),
    listedShare: round(tally.reviewsListingHim / tally.reviewsOfPeople),
  }
}

/** One line for the reader of a test run. */
export function describeQuality(name: string, tally: Tally): string {
  return `${name}: ${JSON.stringify({ ...tally, ...toShares(tally) })}`
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
