import { defineConfig } from 'vitest/config'

/** Nothing of the process is changed here and no module is put in the place of another: files may share a worker. */
const inProcess = ['core', 'systems', 'live', 'sandbox', 'http', 'contract', 'sync', 'report', 'scenarios']
const shared = inProcess.map((room) => `test/${room}/**/*.test.ts`)
const scenario = 'test/e2e/flow.test.ts'

export default defineConfig({
  test: {
    // Real processes and sockets on a busy machine; a test that waits has its own, clearer deadline.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most of the time goes into waiting for processes and sockets, not into computing.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'rooms', include: shared, isolate: false } },
      { extends: true, test: { name: 'processes', include: ['test/**/*.test.ts'], exclude: [...shared, scenario] } },
      {
        extends: true,
        // At full size it is a load of its own.
        test: {
          name: 'scenario',
          include: [scenario],
          sequence: { groupOrder: process.env.HUMA_PAYROLL_SCENARIO === 'full' ? 1 : 0 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/core/**'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100 },
    },
  },
})
