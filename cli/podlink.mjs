#!/usr/bin/env node
// Starts the program from its TypeScript source; `node setup.mjs` installs what that needs.

// Whoever reads our output may stop in the middle of it (`podlink … | head`); that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit()
    if (stream === process.stdout) console.error(`The output cannot be written: ${error.code}.`)
    process.exit(1)
  })
}

const missing = 'podlink is not set up yet. Run `node setup.mjs` in the checkout, then try again.'
const { register } = await import('tsx/esm/api').catch(() => {
  console.error(missing)
  process.exit(1)
})
register()
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv, process.env)
