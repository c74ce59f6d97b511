import { z } from 'zod'
import { done, failed, type Act } from './act.ts'

const secondsMax = 366 * 86_400
const secondsForm = z.coerce.number().pipe(z.int().min(1).max(secondsMax))

/** Moves the tenant's clock ahead; whatever falls due meanwhile is done before the outcome is told. */
export const moveClock: Act = async ({ tenant }, form) => {
  const unit = secondsForm.safeParse(form('unit') || '1')
  const amount = secondsForm.safeParse(form('amount'))
  const seconds = (unit.data ?? 0) * (amount.data ?? 0)
  if (seconds < 1 || seconds > secondsMax) {
    return failed('the clock moves ahead by whole numbers, a year at most')
  }
  await tenant.clock.advanceBy(seconds * 1000)
  return done(`the clock says ${new Date(tenant.now()).toISOString()}`)
}
