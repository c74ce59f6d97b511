// `api` of an Action: every method runs in the tenant while this thread waits, as the real ones are synchronous.
import { receiveMessageOnPort } from 'node:worker_threads'

/** `shape` names the groups and their methods; chainable methods return the whole `api`. */
export function remoteApi({ id, event, shape, send, answers, signal }) {
  const flag = new Int32Array(signal)

  function call(group, method, args) {
    Atomics.store(flag, 0, 0)
    const message = { kind: 'api', id, group, method, args }
    try {
      send(message)
    } catch {
      // What cannot be copied between threads (a function, a class instance) counts as its JSON does.
      send({ ...message, args: args.map(toJson) })
    }
    Atomics.wait(flag, 0, 0)
    const answer = receiveMessageOnPort(answers).message
    // The one thing an Action sets and sees at once (auth0.com/docs/customize/actions/transaction-metadata).
    if (answer.transactionMetadata !== undefined) {
      event.transaction ??= {}
      event.transaction.metadata = answer.transactionMetadata
    }
    if (answer.kind === 'thrown') throw errorOf(answer)
    return answer.kind === 'api' ? api : answer.value
  }

  const methodsOf = ([group, names]) => [
    group,
    Object.fromEntries(names.map((name) => [name, (...args) => call(group, name, args)])),
  ]
  const api = Object.fromEntries(Object.entries(shape).map(methodsOf))
  return api
}

function toJson(value) {
  return JSON.parse(JSON.stringify(value) ?? 'null')
}

function errorOf({ name, message }) {
  return name === 'TypeError' ? new TypeError(message) : new Error(message)
}
