import { describe, expect, it } from 'vitest'
import type { CatchUpOutcome } from '../../accounts/catch-up/catch-up-outcome.ts'
import { keepCatchingUp } from '../../cli/keep-catching-up.ts'
import { PodlinkError } from '../../kernel/errors.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const done = (logStart: 'stored' | 'lost' = 'stored') =>
  ({ kind: 'done', accounts: null, logStart }) as CatchUpOutcome

/** Runs for `ms` by a clock that only waiting moves; `turns` says at which minute the accounts were read (`a`) or the log alone (`l`). */
async function play(
  ms: number,
  accountsEveryMs: number | null,
  answer: (withAccounts: boolean, turn: number) => CatchUpOutcome = () => done(),
) {
  const stop = new AbortController()
  let now = 0
  const turns: string[] = []
  const failures: string[] = []
  await keepCatchingUp(
    {
      run: async (withAccounts) => {
        turns.push(`${withAccounts ? 'a' : 'l'}${now / MINUTE}`)
        return answer(withAccounts, turns.length)
      },
      onOutcome: () => undefined,
      onFailure: ({ code }) => failures.push(code),
      nowMs: () => now,
      wait: async (pauseMs) => {
        now += pauseMs
        if (now > ms) stop.abort()
      },
      signal: stop.signal,
    },
    { everyMs: MINUTE, accountsEveryMs },
  )
  return { turns, failures, accounts: turns.filter((turn) => turn.startsWith('a')) }
}

describe('catching up again and again', () => {
  it('reads the accounts at the start and at their own pace, the log every time', async () => {
    const { turns, accounts } = await play(2 * HOUR + MINUTE, HOUR)

    expect(turns).toHaveLength(122)
    expect(accounts).toEqual(['a0', 'a60', 'a120'])
  })

  it('never reads the accounts when only the log is wanted', async () => {
    const { accounts } = await play(HOUR, null, () => done('lost'))

    expect(accounts).toEqual([])
  })

  it('reads the accounts at once when entries of the log were lost', async () => {
    const { turns } = await play(4 * MINUTE, HOUR, (_withAccounts, turn) =>
      done(turn === 3 ? 'lost' : 'stored'),
    )

    expect(turns).toEqual(['a0', 'l1', 'l2', 'a3', 'l4'])
  })

  it('goes on with the log after a failure, and tries the accounts again a quarter of an hour later', async () => {
    const { turns, failures, accounts } = await play(16 * MINUTE, HOUR, (withAccounts) => {
      if (!withAccounts) return done()
      throw new PodlinkError('SOURCE_INCOMPLETE', 'cut', { fix: 'again' })
    })

    expect(turns).toHaveLength(17)
    expect(accounts).toEqual(['a0', 'a15'])
    expect(failures).toEqual(['SOURCE_INCOMPLETE', 'SOURCE_INCOMPLETE'])
  })

  it('reads the accounts in the next turn when another process was at work', async () => {
    const { accounts } = await play(3 * MINUTE, HOUR, (_withAccounts, turn) =>
      turn < 3 ? { kind: 'busy', since: null } : done(),
    )

    expect(accounts).toEqual(['a0', 'a1', 'a2'])
  })
})
