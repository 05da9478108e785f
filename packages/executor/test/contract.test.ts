import { executionPortContract } from '@quantbot/core/contract';
import { afterAll, beforeAll, describe, it } from 'vitest';

import type { ExecutionAdapter } from '@quantbot/executor';

import { startBench, type TestBench } from './support/testBench.ts';

let bench: TestBench;
const MODES = [
  'live',
  'dry',
  'live, asking the owner of its directory',
  'dry, asking the owner of its directory',
] as const;
const ports: Partial<Record<(typeof MODES)[number], ExecutionAdapter>> = {};

beforeAll(async () => {
  bench = await startBench();
  for (const mode of ['live', 'dry'] as const) {
    ports[mode] = bench.open({ dryRun: mode === 'dry' });
    const shared = { dryRun: mode === 'dry', dataDirectory: bench.freshDirectory() };
    // The first to look at the chain owns the directory.
    await bench.open(shared).isAvailable();
    ports[`${mode}, asking the owner of its directory`] = bench.open(shared);
  }
});

afterAll(async () => {
  await bench.stop();
});

/** The cases are listed before the sandbox runs, so the mint is asked for when it is used. */
const token = {
  get mint() {
    return bench?.spark.mint ?? 'So11111111111111111111111111111111111111113';
  },
  decimals: 6,
};

describe.each(MODES)('the real adapter, %s', (mode) => {
  const cases = executionPortContract({
    createPort: async () => {
      const port = ports[mode];
      if (port === undefined) throw new Error('the bench has not started');
      return { port, close: async () => undefined };
    },
    token,
    readsMint: true,
  });
  it.each(cases.map((contractCase) => [contractCase.name, contractCase.run] as const))(
    '%s',
    async (_name, run) => {
      await run();
    },
  );
});
