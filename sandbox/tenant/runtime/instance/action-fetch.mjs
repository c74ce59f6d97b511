// `fetch` of an Action: the tenant sends the request, so that its faults and its tests' handlers apply.

/** `settle` takes the tenant's answers. */
export function actionFetch(executionId, send) {
  const waiting = new Map()
  let calls = 0

  async function fetch(input, init) {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
    const callId = ++calls
    const { method, url, redirect } = request
    const headers = [...request.headers]
    const answer = new Promise((resolve, reject) => waiting.set(callId, { resolve, reject }))
    const abort = () => {
      waiting.get(callId)?.reject(request.signal.reason)
      send({ kind: 'fetch-aborted', callId })
    }
    if (request.signal.aborted) throw request.signal.reason
    request.signal.addEventListener('abort', abort, { once: true })
    send({
      kind: 'fetch',
      id: executionId() ?? null,
      callId,
      request: { method, url, redirect, headers, body },
    })
    return responseOf(await answer.finally(() => waiting.delete(callId)), request.signal)
  }

  function settle(message) {
    const call = waiting.get(message.callId)
    if (message.kind === 'fetched') call?.resolve(message.response)
    else call?.reject(new TypeError(message.message, { cause: message.cause }))
  }

  return { fetch, settle }
}

/** The body fails with the reason of the Action's own signal, also when it is aborted half-way. */
function responseOf({ status, statusText, headers, url, redirected, body }, signal) {
  const abortable = body?.pipeThrough(new TransformStream(), { signal }) ?? null
  const response = new Response(abortable, { status, statusText, headers })
  Object.defineProperty(response, 'url', { value: url })
  Object.defineProperty(response, 'redirected', { value: redirected })
  return response
}
