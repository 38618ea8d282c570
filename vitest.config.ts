import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes and sockets on a busy machine; a test that waits has its own, clearer deadline.
    testTimeout: 120_000,
    // Most of the time goes into waiting for processes and sockets, not into computing.
    maxWorkers: 4,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/core/**'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100 },
    },
  },
})
