import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { checkpointQuery, listAnswer } from '../../../../sandbox/tenant/core/paging.ts'
import { readQuery } from '../../../../sandbox/tenant/core/read-request.ts'

function listOf(items: string[]) {
  const app = new Hono().get('/', (context) =>
    listAnswer(context, readQuery(context, checkpointQuery), {
      key: 'items',
      items,
      show: (id) => ({ id }),
      idOf: (id) => id,
    }),
  )
  return async (query: string) => {
    const response = await app.request(`/?${query}`)
    const body: unknown = await response.json()
    return { status: response.status, body }
  }
}

describe('a list by checkpoint', () => {
  it('goes on after the checkpoint, also when take is left out', async () => {
    const list = listOf(['a', 'b', 'c'])

    const first = await list('take=1')
    const rest = await list('from=a')

    expect(first.body).toEqual({ items: [{ id: 'a' }], next: 'a' })
    expect(rest.body).toEqual({ items: [{ id: 'b' }, { id: 'c' }] })
  })

  it('refuses a checkpoint whose item is gone, and does not begin again', async () => {
    const items = ['a', 'b', 'c']
    const list = listOf(items)
    await list('take=1')
    items.shift()

    const { status, body } = await list('take=1&from=a')

    expect(status).toBe(400)
    expect(body).toMatchObject({ errorCode: 'invalid_paging' })
  })
})
