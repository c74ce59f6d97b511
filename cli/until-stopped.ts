/**
 * Aborts when the process is asked to end (Ctrl-C, SIGTERM), or, for a child of podlink, when its parent is gone.
 * A second Ctrl-C ends the process at once.
 */
export function stopSignal(options: { readonly withParent: boolean }): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (options.withParent) {
    process.stdin.once('end', stop).once('error', stop).resume()
    process.stdin.unref()
  }
  return controller.signal
}

/** Resolves once the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
