import { defineConfig } from 'vitest/config'

const quiet = { environment: 'node' as const, restoreMocks: true, unstubEnvs: true }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...quiet,
          name: 'unit',
          // One process for all: a process per file costs more than the tests.
          isolate: false,
          // Imports JSON as no version of Node does without more words.
          server: { deps: { inline: ['@actions/workflow-parser'] } },
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts', 'test/**/*.flow.test.ts', 'test/**/*.long.test.ts'],
        },
      },
      {
        test: {
          ...quiet,
          name: 'db',
          include: ['test/**/*.db.test.ts'],
          globalSetup: ['test/database/start-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...quiet,
          name: 'flow',
          include: ['test/**/*.flow.test.ts'],
          globalSetup: ['test/database/start-server.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...quiet,
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          globalSetup: ['test/database/start-server.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
