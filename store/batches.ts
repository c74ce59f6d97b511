/** Rows per statement: large enough that round trips vanish, small enough for every server's packet limit. */
const BATCH_ROWS = 500

/** Calls `work` with at most 500 items at a time, in order, one call after the other. */
export async function inBatches<Item>(
  items: readonly Item[],
  work: (batch: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH_ROWS) {
    await work(items.slice(start, start + BATCH_ROWS))
  }
}
