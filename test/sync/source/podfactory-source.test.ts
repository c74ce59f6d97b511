import { describe, expect, it } from 'vitest'
import type { Reader } from '../../../store/open-reader.ts'
import { DEFAULT_PODFACTORY_COLUMNS } from '../../../sync/source/podfactory-columns.ts'
import {
  openPodfactorySource,
  type PodfactorySource,
} from '../../../sync/source/podfactory-source.ts'

type Row = Readonly<Record<string, unknown>>

/** A database that gives these answers, one after the other. */
function answering(...answers: readonly (readonly Row[])[]): PodfactorySource {
  const left = [...answers]
  const reader = {
    select: () => Promise.resolve(left.shift() ?? []),
  } satisfies Pick<Reader, 'select'>
  return openPodfactorySource(reader)
}

const row = (id: unknown): Row => ({
  id,
  email: null,
  fullName: 'Ana',
  userRole: null,
  actions: null,
})
const work = (id: unknown, other: Row = {}): Row => ({
  id,
  userId: 1,
  action: 'Picking',
  happenedAt: new Date(0),
  quantity: 1,
  ...other,
})

async function readAll(source: PodfactorySource): Promise<readonly number[]> {
  const ids = []
  for await (const page of source.readActivities({ after: 0, upTo: 99, userIds: null })) {
    ids.push(...page.map((activity) => activity.id))
  }
  return ids
}

describe('users', () => {
  it('are read whole or not at all', async () => {
    await expect(answering([{ total: 3 }], [row(1), row(2)]).readUsers()).rejects.toMatchObject({
      code: 'SOURCE_INCOMPLETE',
      isRetryable: true,
      details: { table: 'users', expected: 3, read: 2 },
    })
  })

  it('are told apart from an answer without rows', async () => {
    await expect(answering([{ total: 3 }], []).readUsers()).rejects.toMatchObject({
      code: 'SOURCE_INCOMPLETE',
      details: { table: 'users', expected: 3, read: 0 },
    })
    expect(await answering([{ total: 0 }], []).readUsers()).toEqual([])
  })

  it('may grow between the count and the rows', async () => {
    expect(await answering([{ total: 1 }], [row(1), row(2)]).readUsers()).toHaveLength(2)
  })

  it.each([[[]], [[{ total: null }]], [[{ total: 'many' }]]])(
    'are refused when the count is %j',
    async (counted) => {
      await expect(answering(counted, [row(1)]).readUsers()).rejects.toMatchObject({
        code: 'SOURCE_SHAPE',
        details: { table: 'users' },
      })
    },
  )

  it.each([
    ['missing', [row(1), row(null)]],
    ['unreadable', [row(1), row('a b')]],
    ['repeated, as a number and as text', [row(1), row('1')]],
  ])('are refused when an id is %s', async (_, rows) => {
    await expect(answering([{ total: 2 }], rows).readUsers()).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      details: { table: 'users', count: 1 },
    })
  })

  it.each([
    [null, []],
    ['Picking, Packing ,', ['Picking', 'Packing']],
    ['["Picking", null, " Packing "]', ['Picking', 'Packing']],
    [['Picking'], ['Picking']],
    ['[Picking, Packing', ['[Picking', 'Packing']],
    ['', []],
  ])('have their actions read from %j', async (actions, expected) => {
    const [user] = await answering([{ total: 1 }], [{ ...row(1), actions }]).readUsers()

    expect(user?.actions).toEqual(expected)
  })
})

describe('activities', () => {
  it('are read page by page until a page is empty', async () => {
    expect(await readAll(answering([{ total: 3 }], [work(1), work('2')], [work(7)], []))).toEqual([
      1, 2, 7,
    ])
  })

  it('are refused when fewer arrive than were counted', async () => {
    await expect(readAll(answering([{ total: 3 }], [work(1), work(2)], []))).rejects.toMatchObject({
      code: 'SOURCE_INCOMPLETE',
      details: { table: 'activities', expected: 3, read: 2 },
    })
  })

  it('are refused when their ids do not rise, so that paging always ends', async () => {
    await expect(readAll(answering([{ total: 2 }], [work(10), work(9)]))).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
    })
    await expect(readAll(answering([{ total: 2 }], [work(10)], [work(10)]))).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
    })
  })

  it.each([
    { quantity: 1.5 },
    { quantity: null },
    { action: ' ' },
    { happenedAt: new Date(Number.NaN) },
    { happenedAt: '2026' },
  ])('are refused with %j', async (other) => {
    await expect(
      readAll(answering([{ total: 2 }], [work(1), work(2, other)])),
    ).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
      details: { table: 'activities', count: 1 },
    })
  })

  it('may belong to nobody', async () => {
    const pages = answering([{ total: 1 }], [work(1, { userId: null })], []).readActivities({
      after: 0,
      upTo: 9,
      userIds: null,
    })

    expect((await pages.next()).value).toMatchObject([{ userId: null }])
  })

  it('are unknown while there are none', async () => {
    expect(await answering([{ newest: null }]).readNewestActivityId()).toBeNull()
    await expect(answering([{ newest: 'A-1' }]).readNewestActivityId()).rejects.toMatchObject({
      code: 'SOURCE_SHAPE',
    })
  })
})

describe('names of tables and columns', () => {
  it.each(['users; DROP TABLE users', 'us`ers', '', '1st', 'a'.repeat(65)])(
    'are refused when they are %j',
    async (table) => {
      const columns = {
        ...DEFAULT_PODFACTORY_COLUMNS,
        users: { ...DEFAULT_PODFACTORY_COLUMNS.users, table },
      }
      const source = openPodfactorySource({ select: () => Promise.resolve([]) }, columns)

      await expect(source.readUsers()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    },
  )
})
