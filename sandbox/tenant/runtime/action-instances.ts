import {
  createActionInstance,
  type ActionInstance,
  type InstanceOptions,
} from './instance/action-instance.ts'

/** The warm instances of one tenant. */
export type ActionInstances = {
  /** The warm instance of a deployed version, or a new one. */
  readonly take: (version: { readonly id: string; readonly code: string }) => ActionInstance
  /** Retires the instances of every other version. */
  readonly keepOnly: (versionIds: ReadonlySet<string>) => void
  readonly stop: () => Promise<void>
}

// As many as a trigger can have Actions. Counted over all tenants of the process, since each is a thread of 9 MB.
const warmMax = 20
const warmInProcess = new Set<ActionInstance>()

function keepWarm(instance: ActionInstance): void {
  warmInProcess.delete(instance)
  for (const one of warmInProcess) if (!one.isUsable()) warmInProcess.delete(one)
  warmInProcess.add(instance)
  const [longestUnused] = warmInProcess
  if (warmInProcess.size <= warmMax || longestUnused === undefined) return
  warmInProcess.delete(longestUnused)
  longestUnused.retire()
}

/** Loads each version at its first execution and keeps it warm, as Auth0 does; the longest unused is let go. */
export function createActionInstances(options: InstanceOptions): ActionInstances {
  const warm = new Map<string, ActionInstance>()
  return {
    take: ({ id, code }) => {
      const known = warm.get(id)
      const instance = known?.isUsable() === true ? known : createActionInstance(code, options)
      warm.set(id, instance)
      keepWarm(instance)
      return instance
    },
    keepOnly: (versionIds) => {
      for (const [id, instance] of warm) {
        if (versionIds.has(id)) continue
        warm.delete(id)
        instance.retire()
      }
    },
    stop: async () => {
      const instances = [...warm.values()]
      warm.clear()
      await Promise.all(instances.map((instance) => instance.end()))
    },
  }
}
