import { performance } from 'node:perf_hooks'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { enterUrl } from '../../sandbox/tenant/control/control-access.ts'
import type { Environment } from '../config/to-config.ts'
import { playDemo, sampleCompany } from './demo.ts'
import { createStages, type StageTime } from './stages.ts'
import type { Summary } from './summary.ts'
import { startWorld } from './world.ts'
import { holdWorldFolder, type WorldName } from './world-folder.ts'

/**
 * Starts a world, plays the demo in it and gives the summary to `whenReady`; ends everything it started when that
 * returns, when the signal aborts, or when anything fails.
 */
export async function holdWorld(options: {
  readonly name: WorldName
  readonly outerEnv: Environment
  readonly next: readonly string[]
  readonly signal: AbortSignal
  readonly onStage: (stage: StageTime | { readonly name: string; readonly ms: null }) => void
  readonly whenReady: (summary: Summary) => Promise<void>
}): Promise<void> {
  const held = await holdWorldFolder(options.name)
  const parts: (() => Promise<unknown>)[] = []
  const clockMs = () => performance.now()
  const startedMs = clockMs()
  try {
    for (const log of ['receiver.log', 'worker.log'])
      await rm(join(held.path, log), { force: true })
    const stages = createStages(clockMs, options.onStage)
    const world = await startWorld({
      ...options,
      folder: held.path,
      roster: sampleCompany(new Date()),
      stages,
      cleanup: (stop) => parts.push(stop),
    })
    const played = await playDemo(world, stages, options.signal)
    const { receiverUrl, tenantDomain, controlKey, env } = world
    const pageUrl = enterUrl(tenantDomain, controlKey)
    await held.publish({ pid: process.pid, env, receiverUrl, tenantDomain, controlKey })
    await options.whenReady({
      ...played,
      pageUrl,
      totalMs: Math.round(clockMs() - startedMs),
      next: options.next,
    })
  } finally {
    for (const stop of parts.reverse()) await stop()
    await held.release()
  }
}
