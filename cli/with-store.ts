import { openStore, type Store, type StoreOptions } from '../store/open-store.ts'
import type { Config } from './config/to-config.ts'

/** Opens the store for `work` and closes it afterwards, whatever happened. */
export async function withStore<Result>(
  database: Config<'database'>['database'],
  work: (store: Store) => Promise<Result>,
  limits: Pick<StoreOptions, 'queryTimeoutMs'> = {},
): Promise<Result> {
  const store = openStore({ url: database.DATABASE_URL, columns: database.COLUMN_MAP, ...limits })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
