import { expect, it } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { diagnoseExecution } from './diagnoseExecution.ts';

const { signal } = new AbortController();

async function diagnose(changes: Partial<ExecutionAdapterConfig>) {
  const platform = createFakePlatform({ http: () => new Error('no network') });
  const config = { clock: { nowMs: () => 0 }, platform, ...changes };
  const examinations = diagnoseExecution(config, { lamports: 1n, signal });
  const findings = await Promise.all(examinations.map(async (made) => made.findings));
  return findings.flat().map(({ area, verdict }) => `${area} ${verdict}`);
}

it('looks at everything, however little there is', async () => {
  expect(await diagnose({})).toEqual([
    'configuration ok',
    'wallet warn',
    'node warn',
    'websocket warn',
    'block engine warn',
    'venue warn',
  ]);
});

it('stops at a configuration that is refused', async () => {
  expect(await diagnose({ dryRun: false })).toEqual(['configuration fail']);
});

it('lets nothing that fails keep it from the rest', async () => {
  const found = await diagnose({
    rpcEndpoint: 'https://one.example',
    jitoEndpoint: 'https://engine.example',
    keypairPath: '/gone.json',
  });
  expect(found).toEqual([
    'configuration ok',
    'wallet fail',
    'node fail',
    'node warn',
    'clock warn',
    'websocket warn',
    'block engine fail',
    'venue warn',
  ]);
});
