// Held by identity: a real response can never be taken for one.
const resets = new WeakSet<Response>()

/**
 * Stands for "no answer": whoever serves the tenant must cut the connection instead of sending it. A copy of it is an
 * ordinary response, so nothing may be put around it.
 */
export function connectionReset(): Response {
  const response = new Response(null, { status: 500 })
  resets.add(response)
  return response
}

/** Whether the connection must be cut instead of answering with this. */
export function isConnectionReset(response: Response): boolean {
  return resets.has(response)
}
