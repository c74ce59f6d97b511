/** Names the folder of a run, so that a later one can tell whether its process is gone. */
export const ownPid = process.pid

/** Whether a process with this id runs; true as well for one that is not ours. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
