import { describe, expect, it } from 'vitest'
import { createOwnedRecords } from '../../../../sandbox/tenant/core/owned-records.ts'

describe('what people hold at the tenant', () => {
  it('is kept up to a bound, the oldest going first, and what is written again counts as new', () => {
    const records = createOwnedRecords<{ user_id: string }>(2)

    records.set('one', { user_id: 'ada' })
    records.set('two', { user_id: 'ada' })
    records.set('one', { user_id: 'ada' })
    records.set('three', { user_id: 'bob' })

    expect([...records].map(([key]) => key)).toEqual(['one', 'three'])
    expect(records.of('ada').map(([key]) => key)).toEqual(['one'])
  })

  it('is dropped for one account and left to the others', () => {
    const records = createOwnedRecords<{ user_id: string }>()
    records.set('one', { user_id: 'ada' })
    records.set('two', { user_id: 'bob' })
    records.set('three', { user_id: 'ada' })

    records.dropOf('ada')

    expect([...records].map(([key]) => key)).toEqual(['two'])
    expect(records.of('ada')).toEqual([])
  })

  it('moves with its record to another account', () => {
    const records = createOwnedRecords<{ user_id: string }>()
    records.set('one', { user_id: 'ada' })
    records.set('one', { user_id: 'bob' })

    records.dropOf('ada')

    expect(records.get('one')).toEqual({ user_id: 'bob' })
  })
})
