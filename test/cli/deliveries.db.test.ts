import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../../cli/main.ts'
import { openTestStore, type TestStore } from '../database/open-test-store.ts'
import { loginBody, SECRET } from '../webhook/open-receiver.ts'
import { sealBody } from '../../webhook/seal-body.ts'

const KEY = Buffer.alloc(32, 3)
let test: TestStore
let printed = ''
let failed = ''

beforeEach(async () => {
  test = await openTestStore()
  printed = ''
  failed = ''
  vi.spyOn(console, 'log').mockImplementation(
    (text: unknown) => void (printed += `${String(text)}\n`),
  )
  vi.spyOn(console, 'error').mockImplementation(
    (text: unknown) => void (failed += `${String(text)}\n`),
  )
})
afterEach(async () => {
  vi.restoreAllMocks()
  await test.close()
})

const podlink = (line: string) =>
  main(['node', 'podlink', ...line.split(' ')], {
    DATABASE_URL: test.url,
    WEBHOOK_SECRETS: SECRET,
    DEAD_LETTER_KEY: KEY.toString('base64'),
    LOG_LEVEL: 'fatal',
  })

async function keep(id: string, text: string): Promise<void> {
  const { nonce, sealed } = sealBody(Buffer.from(text), KEY, id)
  await test.query('INSERT INTO dead_letters SET ?', [
    {
      delivery_id: id,
      source: 'action',
      reason: 'wrong_shape:user.id',
      body_nonce: nonce,
      body_sealed: sealed,
      received_at: '2026-03-01 12:00:00',
    },
  ])
}

describe('podlink deliveries', () => {
  it('lists what waits with its reason, and shows what was sent only when asked', async () => {
    await keep('msg_delivery_one', JSON.stringify(loginBody()))

    expect(await podlink('deliveries list')).toBe(0)
    const listed = printed
    expect(await podlink('deliveries show 1')).toBe(0)

    expect(listed).toContain('wrong_shape:user.id')
    expect(listed).not.toContain('john.doe')
    expect(printed).toContain('john.doe@colorecommerce.us')
  })

  it('replays all that it understands, says what is left, and changes nothing the second time', async () => {
    await keep('msg_delivery_one', JSON.stringify(loginBody()))
    await keep('msg_delivery_two', 'not even JSON')

    expect(await podlink('deliveries replay --all --json')).toBe(1)
    const first: unknown = JSON.parse(printed)
    printed = ''
    expect(await podlink('deliveries replay --all --json')).toBe(1)

    expect(first).toEqual({
      replays: [
        { number: 1, outcome: 'recorded' },
        { number: 2, outcome: 'misunderstood' },
      ],
    })
    expect(JSON.parse(printed)).toEqual({ replays: [{ number: 2, outcome: 'misunderstood' }] })
    expect(await test.query('SELECT id FROM deliveries')).toEqual([{ id: 'msg_delivery_one' }])
  })

  it.each([
    'deliveries replay',
    'deliveries replay 1 --all',
    'deliveries replay 7',
    'deliveries show x',
  ])('says what is missing of "%s"', async (line) => {
    expect(await podlink(line)).toBe(1)
    expect(failed).toContain('podlink deliveries list')
  })
})
