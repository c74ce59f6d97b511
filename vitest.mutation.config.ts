import { defineConfig } from 'vitest/config'

/**
 * The tests that a break of `sync/match` is held against (`npm run test:mutation`). Not those with random input, which
 * would notice some breaks now and then, nor those that measure thousands of people.
 */
export default defineConfig({
  test: {
    environment: 'node',
    restoreMocks: true,
    isolate: false,
    include: ['test/sync/match/**/*.test.ts'],
    exclude: ['test/sync/match/{quality,quality.long,invariants}.test.ts'],
  },
})
