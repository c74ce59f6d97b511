import type { Random } from './random.ts'
import type { SampleActivity, SamplePodfactoryUser } from './roster.ts'

const PERIOD_MS = 14 * 24 * 60 * 60 * 1000
const PER_USER_MAX = 4
const QUANTITY_MAX = 40

/** One to four pieces of work per user, in the two weeks from `startAt`; ids count from 1. */
export function inventActivities(
  random: Random,
  users: readonly SamplePodfactoryUser[],
  startAt: Date,
): readonly SampleActivity[] {
  const bookings = users.flatMap((user) =>
    Array.from({ length: random.integer(1, PER_USER_MAX) }, () => ({
      podfactoryUserId: user.id,
      action: random.pick(user.actions),
      happenedAt: new Date(startAt.getTime() + random.integer(0, PERIOD_MS - 1)),
      quantity: random.integer(1, QUANTITY_MAX),
    })),
  )
  return bookings.map((booking, index) => ({ id: index + 1, ...booking }))
}
