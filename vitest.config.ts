import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['quantbot:source'] },
  ssr: { resolve: { conditions: ['quantbot:source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    environment: 'node',
    // Most tests wait for a chain in another process, so one worker a core would leave cores idle.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
