import { Hono } from 'hono'
import { RECEIVER_SECTIONS, toReceiverDeps } from '../cli/receiver-deps.ts'
import { toConfig } from '../cli/config/to-config.ts'
import { openStore } from '../store/open-store.ts'
import { createReceiver } from '../webhook/app.ts'
import { DELIVERY_PATH } from '../webhook/contract/delivery.ts'
import { serve } from '../webhook/serve.ts'
import { answerBench, benchTask, cpuMs } from './bench-process.ts'
import { SECRET } from './ingest-company.ts'

/** The receiver as `podlink serve` puts it together, or a handler that reads the same requests and stores nothing. */
const { kind, databaseUrl } = benchTask()
const config = toConfig(
  { DATABASE_URL: String(databaseUrl), WEBHOOK_SECRETS: SECRET, LOG_LEVEL: 'error' },
  RECEIVER_SECTIONS,
)
const store = openStore({ url: config.database.DATABASE_URL, queryTimeoutMs: 5_000 })
const bare = new Hono().post(DELIVERY_PATH, async (c) => {
  await c.req.arrayBuffer()
  return c.json({ status: 'recorded', enrichment: null })
})
const deps = toReceiverDeps(config, store)
const receiver = createReceiver(kind === 'single' ? { ...deps, togetherMax: 1 } : deps)
const app = kind === 'bare' ? bare : receiver
const server = await serve(app, { host: '127.0.0.1', port: 0 })
await answerBench(
  { port: server.port },
  () => ({ cpuMs: cpuMs(), rssMib: process.memoryUsage.rss() / 2 ** 20 }),
  async () => {
    await server.stop()
    await store.close()
  },
)
