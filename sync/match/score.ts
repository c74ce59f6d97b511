/** Weights are kept in quarters of a bit, so that they add up exactly and small changes elsewhere do not move them. */
export function roundBits(bits: number): number {
  return Math.round(bits * 4) / 4
}

/**
 * The chance that two records are one person by these weights together: 0 to 1, six decimals. Every candidate's score is
 * this function of the weights in its evidence.
 */
export function scoreOf(bits: number): number {
  return Math.round(1_000_000 / (1 + 2 ** -bits)) / 1_000_000
}
