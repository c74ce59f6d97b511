// Runs one database server and ends it when nobody uses it any more. A user is an open connection to the guard's
// socket (or the pipe of the process that started it), so even a user killed with SIGKILL leaves no server behind.
// Plain JavaScript: it starts ten times faster than a transpiled one and holds no logic of podlink.
//
// Lines a user may send: "keep" (stay when nobody is connected), "release" (I am done), "stop" (end now, whoever is
// connected). The guard answers one JSON line at once, and "ended" or "in-use" to a release or stop.
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const GRACE_MS = 30_000

const { command, args, env, logFile, guardSocket, port } = JSON.parse(process.argv[2])
const starter = process.stdin
const users = new Set([starter])
const keepers = new Set()
// Who has released the server and waits for the answer: no users any more, whatever their sockets still are.
const leaving = new Set()
let isKept = false
let isEnding = false

const log = openSync(logFile, 'a')
const server = spawn(command, args, { env, stdio: ['ignore', log, log] })
server.on('error', (error) => {
  console.error(`guard: ${command} did not start: ${error.message}`)
  process.exit(1)
})
server.on('exit', finish)
process.on('exit', () => server.kill('SIGTERM'))
process.on('SIGTERM', end)
process.on('SIGINT', end)

starter.on('close', () => leave(starter))
starter.on('error', () => leave(starter))
starter.resume()

const door = createServer(welcome)
door.on('error', (error) => {
  console.error(`guard: cannot listen on ${guardSocket}: ${error.message}`)
  process.exit(1)
})
door.listen(guardSocket)

function welcome(user) {
  user.on('error', () => user.destroy())
  if (isEnding) {
    user.destroy()
    return
  }
  users.add(user)
  user.on('close', () => leave(user))
  user.write(`${JSON.stringify({ port, serverPid: server.pid })}\n`)
  createInterface({ input: user }).on('line', (line) => obey(user, line))
}

function obey(user, line) {
  if (line === 'keep') {
    isKept = true
    keepers.add(user)
  } else if (line === 'stop') {
    end()
  } else if (line === 'release') {
    if (keepers.has(user)) isKept = false
    users.delete(user)
    leaving.add(user)
    answerLeaving()
  }
}

function leave(user) {
  users.delete(user)
  leaving.delete(user)
  if (users.size === 0 && !isKept) end()
  else answerLeaving()
}

function answerLeaving() {
  // The starter's pipe closes as soon as it has joined as a user: until then nobody knows whether one is left.
  const isStarting = users.size === 1 && users.has(starter)
  if (leaving.size === 0 || isStarting) return
  if (users.size === 0 && !isKept) {
    end()
    return
  }
  for (const user of leaving) user.end('in-use\n')
  leaving.clear()
}

function end() {
  if (isEnding) return
  isEnding = true
  door.close()
  server.kill('SIGTERM')
  setTimeout(() => server.kill('SIGKILL'), GRACE_MS).unref()
}

function finish() {
  isEnding = true
  door.close()
  starter.destroy()
  for (const user of [...users, ...leaving]) if (user !== starter) user.end('ended\n')
  // A user that never reads must not keep a guard without a server alive.
  setTimeout(() => process.exit(0), 2_000).unref()
}
