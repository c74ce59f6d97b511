import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creationSeconds, type Plan, planBudgets } from '../../accounts/plans.ts'

const PLANS: readonly Plan[] = [
  'free',
  'essentials',
  'professional',
  'enterprise',
  'enterprise-staging',
]

describe('the budgets of a plan', () => {
  it('grant something, and in the long run never more than the share', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANS),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (plan, share) => {
          const whole = planBudgets(plan, 1)
          for (const [call, budget] of Object.entries(planBudgets(plan, share))) {
            const full = whole[call as keyof typeof whole]
            expect(budget.burst).toBeGreaterThanOrEqual(1)
            expect(budget.burst).toBeLessThanOrEqual(Math.max(1, full.burst * share))
            expect(budget.perSecond).toBeCloseTo(full.perSecond * share, 9)
          }
        },
      ),
    )
  })

  it('are one bucket where Auth0 counts all calls together, and several where it does not', () => {
    const buckets = (plan: Plan) =>
      new Set(Object.values(planBudgets(plan, 0.8)).map(({ bucket }) => bucket)).size

    expect(PLANS.map(buckets)).toEqual([1, 5, 5, 1, 1])
  })

  it('tell how long a bulk takes at least', () => {
    expect(creationSeconds(planBudgets('enterprise', 0.8), 50)).toBe(5)
    expect(creationSeconds(planBudgets('free', 0.8), 50)).toBe(62)
    expect(creationSeconds(planBudgets('essentials', 0.8), 1_000)).toBe(496)
    expect(creationSeconds(planBudgets('enterprise', 0.8), 1)).toBe(0)
  })
})
