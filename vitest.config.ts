import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const TESTS = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'packages/{cli,console}/bundle/**/*.test.ts',
  'bench/src/**/*.test.ts',
  'tools/**/*.test.ts',
];

/** Tests that replace a module: in a worker that others share, those would get it replaced as well. */
const REPLACING = globSync(TESTS, {
  cwd: import.meta.dirname,
  exclude: ['**/node_modules/**'],
}).filter((path) =>
  /\bvi\.(?:mock|doMock|resetModules)\(/u.test(
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  ),
);

/** Files that wait most of their time, for chains, processes and locks: begun last, they would be waited for. */
const WAITING =
  /\/packages\/\w+\/test\/|\/bench\/src\/crash\/|\/cli\/src\/(?:demo|commands)\/|\/startOtlpTracing/u;
/** Keeps every processor busy for a minute: begun first, it would slow down all who wait. */
const BUSY = /\/policyOracle\.chain\./u;

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      if (BUSY.test(moduleId)) return 1;
      return WAITING.test(moduleId) ? 0 : 2;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

export default defineConfig({
  resolve: { conditions: ['quantbot:source'] },
  ssr: { resolve: { conditions: ['quantbot:source'] } },
  test: {
    environment: 'node',
    // Most tests wait for a chain in another process, so one worker a core would leave cores idle.
    maxWorkers: 4,
    // For what hangs alone: no load, and no stop of the whole machine, may turn a test red.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
    // Tests start the command as it ships; nobody has to build it before they run one of them.
    globalSetup: ['packages/cli/bundle/buildForTests.ts'],
    setupFiles: ['tools/setUpTests.ts'],
    // Files share workers: what one of them pretends must not be there for the next.
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    sequence: { sequencer: WaitingFirst },
    // For the processes that tests start, some hundreds: compiling was half of what each of them did.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(
        new URL('node_modules/.cache/quantbot-test', import.meta.url),
      ),
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'sharing',
          include: TESTS,
          exclude: ['**/node_modules/**', ...REPLACING],
          // Loading the executor anew costs a second for each of some hundred files.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: REPLACING } },
    ],
  },
});
