import { defineConfig } from 'vitest/config';

/** Tests that replace no module and leave nothing behind: they may share a worker. */
const SHARING = ['core', 'executor', 'sandbox', 'simulator', 'workflows'].map(
  (name) => `packages/${name}/src/**/*.test.ts`,
);

export default defineConfig({
  resolve: { conditions: ['quantbot:source'] },
  ssr: { resolve: { conditions: ['quantbot:source'] } },
  test: {
    environment: 'node',
    // Most tests wait for a chain in another process, so one worker a core would leave cores idle.
    maxWorkers: 4,
    // For what hangs alone: a machine with six times the load must not turn a test red.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'units', include: SHARING, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'packages/console/bundle/**/*.test.ts',
            'bench/src/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...SHARING],
        },
      },
    ],
  },
});
