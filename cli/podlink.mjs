#!/usr/bin/env node
// Starts the program from its TypeScript source; `node setup.mjs` installs what that needs.
const missing = 'podlink is not set up yet. Run `node setup.mjs` in the checkout, then try again.'
const { register } = await import('tsx/esm/api').catch(() => {
  console.error(missing)
  process.exit(1)
})
register()
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv, process.env)
