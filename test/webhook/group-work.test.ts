import { describe, expect, test } from 'vitest'
import { type GroupLimits, groupWork } from '../../webhook/group-work.ts'

const LIMITS: GroupLimits = { sizeMax: 3, groupsMax: 1, isShared: () => false }

/** Work that ends when it is told to, and tells which groups were begun. */
function heldWork(change: Partial<GroupLimits> = {}) {
  const groups: (readonly string[])[] = []
  const ends: (() => void)[] = []
  const run = groupWork(
    async (items: readonly string[]) => {
      groups.push(items)
      await new Promise<void>((resolve) => {
        ends.push(resolve)
      })
      return items.map((item) => item.toUpperCase())
    },
    { ...LIMITS, ...change },
  )
  const end = async () => {
    ends.shift()?.()
    await turn()
    await turn()
  }
  return { run, groups, end }
}

/** Once what is ready now has had its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Work that refuses every group with one of these items in it. */
function poisonedWork(poison: readonly string[], isShared = false) {
  const groups: (readonly string[])[] = []
  const run = groupWork(
    async (items: readonly string[]) => {
      groups.push(items)
      await Promise.resolve()
      const found = items.find((item) => poison.includes(item))
      if (found !== undefined) throw new Error(`refused for ${found}`)
      return items.map((item) => item.toUpperCase())
    },
    { sizeMax: 8, groupsMax: 1, isShared: () => isShared },
  )
  const runAll = (items: readonly string[]) => Promise.allSettled(items.map((item) => run(item)))
  return { runAll, groups }
}

describe('groupWork', () => {
  test('begins a lone item in the next turn', async () => {
    const { run, groups } = heldWork()

    void run('a')
    await turn()

    expect(groups).toEqual([['a']])
  })

  test('does together what came meanwhile, in its order, and no more than one group holds', async () => {
    const { run, groups, end } = heldWork()
    void run('a')
    await turn()
    for (const item of ['b', 'c', 'd', 'e']) void run(item)

    await end()
    await end()

    expect(groups).toEqual([['a'], ['b', 'c', 'd'], ['e']])
  })

  test('does together what is handed over in one go', async () => {
    const { run, groups } = heldWork()

    for (const item of ['a', 'b']) void run(item)
    await turn()

    expect(groups).toEqual([['a', 'b']])
  })

  test('has no more groups under way than allowed', async () => {
    const { run, groups, end } = heldWork({ groupsMax: 2, sizeMax: 1 })

    for (const item of ['a', 'b', 'c']) void run(item)
    await turn()

    expect(groups).toEqual([['a'], ['b']])
    await end()
    expect(groups).toEqual([['a'], ['b'], ['c']])
  })

  test('gives each item its own result', async () => {
    const { run, end } = heldWork()

    const results = Promise.all([run('a'), run('b')])
    await turn()
    await end()

    expect(await results).toEqual(['A', 'B'])
  })

  test('lets an item that cannot be done fail alone', async () => {
    const { runAll, groups } = poisonedWork(['c', 'f'])

    const results = await runAll(['a', 'b', 'c', 'd', 'e', 'f', 'g'])

    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).toEqual([
      'A',
      'B',
      new Error('refused for c'),
      'D',
      'E',
      new Error('refused for f'),
      'G',
    ])
    expect(groups.every((group) => group.length > 0)).toBe(true)
  })

  test('goes on after a failure', async () => {
    const { runAll } = poisonedWork(['a'])
    await runAll(['a'])

    const [result] = await runAll(['b'])

    expect(result).toEqual({ status: 'fulfilled', value: 'B' })
  })

  test('tries nobody again when the failure would meet all of them', async () => {
    const { runAll, groups } = poisonedWork(['c'], true)

    const results = await runAll(['a', 'b', 'c'])

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(groups).toEqual([['a', 'b', 'c']])
  })
})
