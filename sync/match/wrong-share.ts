/** The chance that the true share lies above the bound. */
const DOUBT = 0.05

/**
 * The share of wrong links that is not exceeded with 95 % confidence when `wrong` of `links` were (Clopper and Pearson,
 * one-sided); 1 when nothing was counted. None wrong in 3,000 gives 1 in 1,000.
 */
export function wrongShareAtMost(wrong: number, links: number): number {
  if (wrong >= links) return 1
  let [low, high] = [wrong / links, 1]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (chanceOfAtMost(wrong, links, middle) > DOUBT) low = middle
    else high = middle
  }
  return high
}

/** Right links, with none wrong among them, that it takes to keep a promise with 95 % confidence. */
export function linksNeeded(wrongShareMax: number): number {
  return Math.ceil(Math.log(DOUBT) / Math.log(1 - wrongShareMax))
}

function chanceOfAtMost(wrong: number, links: number, share: number): number {
  let term = links * Math.log1p(-share)
  let sum = Math.exp(term)
  for (let count = 1; count <= wrong; count += 1) {
    term += Math.log((links - count + 1) / count) + Math.log(share) - Math.log1p(-share)
    sum += Math.exp(term)
  }
  return sum
}

/** Quantile of the normal distribution for 95 %, two-sided. */
const Z = 1.959964

/**
 * The 95 % Wilson interval of a share; the whole range 0 to 1 when nothing was counted. It stays honest where a normal
 * approximation fails: no wrong link in 3,000 gives a lower bound of 0.9987, not 1.
 */
export function shareInterval(hits: number, total: number): readonly [number, number] {
  if (total === 0) return [0, 1]
  const share = hits / total
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total))
  const centre = share + (Z * Z) / (2 * total)
  const scale = 1 + (Z * Z) / total
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}
