import { expect, it } from 'vitest';

import { compileConfig } from '../config/compileConfig.ts';
import { createTradeLog } from '../journal/tradeLog.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { PLAN, PLAN_KEY, planConfig } from '../testing/tradeFixtures.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { createParts } from './createParts.ts';

async function partsOf(withoutEngine = false) {
  const platform = createFakePlatform();
  const config = withoutEngine
    ? compileConfig({ clock: { nowMs: () => 0 }, platform, rpcEndpoint: 'http://node' })
    : planConfig({ platform });
  const { journal } = await openTestJournal();
  const { clock } = config;
  const parts = createParts({
    config,
    signer: createKeypairSigner(PLAN_KEY),
    log: createTradeLog(journal, () => undefined),
    telemetry: createExecutorTelemetry({ port: undefined, clock, platform }),
    closing: new AbortController().signal,
  });
  return { parts, platform };
}

it('wires every node, both lanes and the wallet, and calls nobody yet', async () => {
  const { parts, platform } = await partsOf();
  expect(parts.pool.nodes.map(({ operator }) => operator)).toEqual(['node']);
  expect(parts.lanes.jito?.name).toBe('jito');
  expect(parts.lanes.rpc.name).toBe('rpc');
  expect(parts.tips).toBeDefined();
  expect(parts.accounts.wallet).toBe(PLAN.wallet);
  expect(parts.watermark.slot).toBeUndefined();
  expect(platform.requests).toEqual([]);
});

it('has neither block engine nor tips where none is configured', async () => {
  const { parts } = await partsOf(true);
  expect(parts.lanes.jito).toBeUndefined();
  expect(parts.tips).toBeUndefined();
});
