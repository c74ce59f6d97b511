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
