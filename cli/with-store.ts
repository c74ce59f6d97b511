import { openStore, type Store } from '../store/open-store.ts'
import type { Config } from './config/to-config.ts'

/** Opens the store for `work` and closes it afterwards, whatever happened. */
export async function withStore<Result>(
  database: Config<'database'>['database'],
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = openStore({ url: database.DATABASE_URL, columns: database.COLUMN_MAP })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
