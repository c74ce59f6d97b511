// Uses the server of a folder until it is killed. Prints one line, the server's address, when it answers.
import { findServer } from '../../../sandbox/mysql/find-server.ts'
import { startPrivateServer } from '../../../sandbox/mysql/private-server.ts'

const [folder = '', podlinkFolder = '', keep = ''] = process.argv.slice(2)
const search = await findServer({ podlinkFolder, searchPath: process.env['PATH'] ?? '' })
if (search.kind === 'missing') throw new Error(search.advice)
const server = await startPrivateServer({
  folder,
  server: search.server,
  keepRunning: keep === 'keep',
})
console.log(JSON.stringify({ adminUrl: server.adminUrl, pid: server.pid }))
setInterval(() => undefined, 60_000)
