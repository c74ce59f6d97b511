import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumTables } from '../../../store/checksum-tables.ts'
import { type CatchUpWorld, inNoTime, openCatchUpWorld } from './catch-up-world.ts'

const KNOWN = 30
let world: CatchUpWorld

beforeEach(async () => {
  world = await openCatchUpWorld()
  for (let id = 1; id <= KNOWN; id += 1) {
    world.addUser({ id: `auth0|w${id}`, email: `w${id}@colorecommerce.us`, isVerified: true })
  }
  await world.catchUp()
  // Something to find, so that a run that goes on would write.
  world.addUser({ id: 'auth0|new', email: 'new@colorecommerce.us', isVerified: true })
})
afterEach(() => world.close())

type Change = (bytes: Buffer) => Response | Buffer

/** Every file of an export arrives changed; counts how often it was fetched. */
function changeFile(change: Change) {
  let fetched = 0
  world.intercept = inNoTime(world, async (call, send) => {
    const answer = await send()
    if (!call.path.startsWith('/exports/')) return answer
    fetched += 1
    const changed = change(Buffer.from(await answer.arrayBuffer()))
    return changed instanceof Response ? changed : new Response(new Uint8Array(changed))
  })
  return { fetched: () => fetched }
}

const lines = (bytes: Buffer) => gunzipSync(bytes).toString().trim().split('\n')
const file = (rows: readonly string[]) => gzipSync(rows.map((row) => `${row}\n`).join(''))
const everything = async () => ({
  tables: await checksumTables(world.test.store),
  deliveries: await world.test.query('SELECT id FROM deliveries ORDER BY id'),
  settings: await world.test.query('SELECT name, value FROM settings'),
})
const flipped = (bytes: Buffer) => {
  const middle = Math.floor(bytes.length / 2)
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle)
  return bytes
}

describe('an export that does not come whole', () => {
  const INCOMPLETE: readonly (readonly [string, Change])[] = [
    ['cut', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['without its checksum', (bytes) => bytes.subarray(0, bytes.length - 8)],
    ['with a wrong byte', flipped],
    ['of another kind', () => Buffer.from('<html>Sign in to the proxy</html>')],
    ['without a byte', () => Buffer.alloc(0)],
    ['refused', (bytes) => new Response(new Uint8Array(bytes), { status: 403 })],
  ]

  it.each(INCOMPLETE)('stops the run before its first write: %s', async (_name, change) => {
    const before = await everything()
    const { fetched } = changeFile(change)

    await expect(world.catchUp()).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' })

    expect(await everything()).toEqual(before)
    expect(fetched()).toBe(3)
    const [run] = await world.test.query(
      'SELECT status, error_code FROM runs ORDER BY started_at DESC LIMIT 1',
    )
    expect(run).toEqual({ status: 'failed', error_code: 'SOURCE_INCOMPLETE' })
  })

  it('is fetched again, at an address of its own', async () => {
    let isFirst = true
    const { fetched } = changeFile((bytes) => {
      const isCut = isFirst
      isFirst = false
      return isCut ? bytes.subarray(0, 50) : bytes
    })

    const outcome = await world.catchUp()

    expect(outcome).toMatchObject({ kind: 'done', figures: { accountsRecorded: 1 } })
    expect(fetched()).toBe(2)
  })

  it.each<readonly [string, string, string]>([
    ['no JSON', '{"user_id":"auth0|w1",', 'line 7'],
    ['without a time', '{"user_id":"auth0|w1","identities":[{"connection":"c"}]}', 'created_at'],
    ['with an id that is none', '{"user_id":"somebody@secret.example"}', 'user_id'],
  ])('stops the run when a line is wrong, and names no person: %s', async (_name, row, where) => {
    const before = await everything()
    changeFile((bytes) => file(lines(bytes).with(6, row)))

    const run = world.catchUp()

    await expect(run).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      message: expect.stringContaining(where),
    })
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
    expect(await everything()).toEqual(before)
  })
})

describe('an export that lacks what podlink knows', () => {
  it.each<readonly [string, Change]>([
    ['all', () => file([])],
    ['most', (bytes) => file(lines(bytes).slice(0, 5))],
  ])('stops the run before its first write: %s', async (_name, change) => {
    const before = await everything()
    changeFile(change)

    const outcome = await world.catchUp()

    expect(outcome).toMatchObject({
      kind: 'stopped',
      breaches: [{ limit: 'accounts-gone', toAllow: '--allow accounts-gone' }],
    })
    expect(await everything()).toEqual(before)
  })

  it('may be allowed by name, and even then no account is held for gone that Auth0 still has', async () => {
    changeFile((bytes) => file(lines(bytes).slice(0, 5)))

    const outcome = await world.catchUp({ allow: ['accounts-gone'] })
    const report = await world.work()

    expect(outcome).toMatchObject({ kind: 'done', figures: { accountsAsked: KNOWN - 5 } })
    expect(report.done).toBe(KNOWN - 5)
    expect((await world.accounts()).filter(({ status }) => status === 'deleted')).toEqual([])
  })

  it('is no reason to stop when a few are gone', async () => {
    for (let id = 1; id <= 5; id += 1) world.tenant.state.users.delete(`auth0|w${id}`)

    const outcome = await world.heal()

    expect(outcome).toMatchObject({ kind: 'done', figures: { accountsAsked: 5 } })
    expect((await world.accounts()).filter(({ status }) => status === 'deleted')).toHaveLength(5)
  })
})
