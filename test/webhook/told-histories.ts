import * as fc from 'fast-check'

export const CONNECTIONS = ['Username-Password-Authentication', 'google-oauth2'] as const

/** Something that happened to an account in one of its lives, and who tells of it. */
export type Happening = {
  readonly id: number
  readonly account: number
  /** Which of the accounts that Auth0 made one after the other under this id. */
  readonly life: number
  readonly minute: number
  readonly by: 'login' | 'registration' | 'user event' | 'login log' | 'change log'
  readonly address: 'first employee' | 'second employee' | 'nobody'
  readonly isVerified: boolean
  readonly connection: (typeof CONNECTIONS)[number]
}

/** The end of a life, and who tells of it. */
export type End = {
  readonly account: number
  readonly life: number
  readonly by: 'user event' | 'log' | 'nobody'
}

/** All that happened, what arrived of it in which order (numbers may repeat and be missing), and how it arrived. */
export type History = {
  readonly happenings: readonly Happening[]
  readonly ends: readonly End[]
  /** Positions in `happenings` and then in `ends`. */
  readonly arrivals: readonly number[]
  readonly isAllAtOnce: boolean
}

const happening: fc.Arbitrary<Omit<Happening, 'id'>> = fc.record({
  account: fc.integer({ min: 0, max: 1 }),
  life: fc.integer({ min: 0, max: 1 }),
  // Few, so that many happen in one moment.
  minute: fc.integer({ min: 0, max: 3 }),
  by: fc.constantFrom('login', 'registration', 'user event', 'login log', 'change log'),
  address: fc.constantFrom('first employee', 'second employee', 'nobody'),
  isVerified: fc.boolean(),
  connection: fc.constantFrom(...CONNECTIONS),
})

/** The first life of an account ends before its second one, and the last one may end. */
const end = fc.constantFrom('user event', 'log', 'nobody')

export const histories: fc.Arbitrary<History> = fc
  .record({
    told: fc.array(happening, { minLength: 1, maxLength: 7 }),
    endsBy: fc.array(end, { minLength: 4, maxLength: 4 }),
    areGone: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
  })
  .map(({ told, endsBy, areGone }) => {
    const happenings = told.map((one, index) => ({ ...one, id: 10 + index }))
    const ends = [0, 1].flatMap((account) => {
      const lives = happenings.filter((one) => one.account === account).map(({ life }) => life)
      const last = Math.max(-1, ...lives)
      return [0, 1]
        .filter((life) => life < last || (life === last && areGone[account] === true))
        .map((life): End => ({ account, life, by: endsBy[account * 2 + life] ?? 'nobody' }))
    })
    return { happenings, ends }
  })
  .chain(({ happenings, ends }) => {
    const all = [...happenings, ...ends].map((_, index) => index)
    const arrivals = fc.tuple(fc.subarray(all), fc.subarray(all)).chain(([once, again]) => {
      const some = [...once, ...again]
      return fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length })
    })
    return fc.record({
      happenings: fc.constant(happenings),
      ends: fc.constant(ends),
      arrivals,
      isAllAtOnce: fc.boolean(),
    })
  })
