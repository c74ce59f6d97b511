import * as fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sign, verify } from '../../webhook/contract/signature.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
}
const NOW_S = 1614265330

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_S * 1000, toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('sign', () => {
  test('gives the signature that was worked out once and for all', () => {
    expect(sign(MESSAGE, SECRET)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('agrees with the reference library on any message', () => {
    const texts = fc.tuple(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w.-]{8,40}$/))

    fc.assert(
      fc.property(texts, ([body, id]) => {
        const wire = Buffer.from(body).toString()
        const library = new Webhook(SECRET).sign(id, new Date(NOW_S * 1000), wire)
        expect(sign({ id, timestamp: String(NOW_S), body: wire }, SECRET)).toBe(library)
      }),
    )
  })
})

describe('verify', () => {
  test('accepts what the reference library signed', () => {
    const signature = new Webhook(SECRET).sign(MESSAGE.id, new Date(NOW_S * 1000), MESSAGE.body)

    expect(verify(MESSAGE, signature, [SECRET], NOW_S)).toBe('valid')
  })

  test('signs what the reference library accepts', () => {
    const headers = {
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': MESSAGE.timestamp,
      'webhook-signature': sign(MESSAGE, SECRET),
    }

    expect(new Webhook(SECRET).verify(MESSAGE.body, headers)).toEqual({ test: 2432232314 })
  })

  test('never accepts a message of which one byte was changed', () => {
    const signature = sign(MESSAGE, SECRET)
    const wire = Buffer.from(`${MESSAGE.id}.${MESSAGE.timestamp}.${MESSAGE.body}`)
    const change = fc.tuple(fc.nat(wire.length - 1), fc.integer({ min: 1, max: 127 }))

    fc.assert(
      fc.property(change, ([at, flip]) => {
        const changed = Buffer.from(wire)
        changed.writeUInt8((changed.readUInt8(at) ^ flip) & 0x7f, at)
        const [id = '', timestamp = '', ...rest] = changed.toString('latin1').split('.')
        const message = { id, timestamp, body: rest.join('.') }
        fc.pre(changed.compare(wire) !== 0)
        expect(verify(message, signature, [SECRET], NOW_S)).not.toBe('valid')
      }),
      { numRuns: 1_000 },
    )
  })

  test('never accepts a signature of which one byte was changed', () => {
    const bytes = Buffer.from(sign(MESSAGE, SECRET).slice(3), 'base64')
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))

    fc.assert(
      fc.property(change, ([at, flip]) => {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(at) ^ flip, at)
        const signature = `v1,${changed.toString('base64')}`
        expect(verify(MESSAGE, signature, [SECRET], NOW_S)).toBe('wrong_signature')
      }),
    )
  })

  test('accepts either of two live secrets, and either of several signatures', () => {
    const signatures = `v1a,unknown ${sign(MESSAGE, OTHER_SECRET)} ${sign(MESSAGE, SECRET)}`

    expect(verify(MESSAGE, sign(MESSAGE, OTHER_SECRET), [SECRET, OTHER_SECRET], NOW_S)).toBe(
      'valid',
    )
    expect(verify(MESSAGE, signatures, [SECRET], NOW_S)).toBe('valid')
    expect(verify(MESSAGE, sign(MESSAGE, OTHER_SECRET), [SECRET], NOW_S)).toBe('wrong_signature')
  })

  test('accepts five minutes of difference between the clocks and not a second more', () => {
    const signature = sign(MESSAGE, SECRET)

    expect(verify(MESSAGE, signature, [SECRET], NOW_S + 300)).toBe('valid')
    expect(verify(MESSAGE, signature, [SECRET], NOW_S - 300)).toBe('valid')
    expect(verify(MESSAGE, signature, [SECRET], NOW_S + 301)).toBe('stale_timestamp')
    expect(verify(MESSAGE, signature, [SECRET], NOW_S - 301)).toBe('stale_timestamp')
  })

  test.each(['', '1614265330.0', '-1', '0x6037', '1e9', ' 1614265330'])(
    'does not take %j for a timestamp, even when it is signed',
    (timestamp) => {
      const message = { ...MESSAGE, timestamp }

      expect(verify(message, sign(message, SECRET), [SECRET], NOW_S)).not.toBe('valid')
    },
  )
})
