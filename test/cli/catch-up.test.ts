import { expect, it, vi } from 'vitest'
import { main } from '../../cli/main.ts'

it.each(['--every 10ms', '--every 30d', '--every soon', '--users-every 0s', '--allow everything'])(
  'podlink catch-up %s is wrong usage, and says what is right',
  async (options) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)

    const code = await main(['node', 'podlink', 'catch-up', ...options.split(' ')], {})

    expect(code).toBe(64)
    expect(said.mock.calls.join()).toMatch(/at least 1s|Write a number|There is accounts-gone/)
  },
)

it('podlink catch-up names every variable it lacks', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined)

  const code = await main(['node', 'podlink', 'catch-up'], {})

  expect(code).toBe(1)
  expect(said.mock.calls.join()).toMatch(
    /DATABASE_URL[\s\S]*AUTH0_DOMAIN[\s\S]*AUTH0_WORKER_CLIENT_ID/,
  )
  expect(said.mock.calls.join()).not.toContain('WEBHOOK_SECRETS')
})
