import { fault, type TelemetryPort } from '@quantbot/core';
import { expect, it } from 'vitest';

import { compileConfig } from '../config/compileConfig.ts';
import { createForwardClock } from '../config/forwardClock.ts';
import { TradingControl } from '../gates/tradingControl.ts';
import { createTradeLog } from '../journal/tradeLog.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { SAFETY_RULES } from '../pipeline/safetyRules.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform, type FakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { createRecordingMetrics } from '../testing/recordingMetrics.ts';
import { PLAN, PLAN_KEY, planConfig } from '../testing/tradeFixtures.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { createParts } from './createParts.ts';
import type { ExecutorSeams } from './executorSeams.ts';

const QUOTE_REQUEST = {
  inputMint: PLAN.mint,
  outputMint: PLAN.mint,
  amountIn: 1n,
  slippageBps: 100,
  taker: PLAN.wallet,
};

async function partsOf(
  withoutEngine = false,
  seams: ExecutorSeams = {},
  around: {
    readonly port?: TelemetryPort;
    readonly platform?: FakePlatform;
    readonly venue?: SwapVenue;
  } = {},
) {
  const { port, platform = createFakePlatform(), venue } = around;
  const config = withoutEngine
    ? compileConfig({ clock: { nowMs: () => 0 }, platform, rpcEndpoint: 'http://node' })
    : planConfig({ platform, ...(venue === undefined ? {} : { venue }) });
  const { journal } = await openTestJournal();
  const { clock } = config;
  const telemetry = createExecutorTelemetry({ port, clock, platform });
  const parts = createParts({
    config,
    deadlineClock: createForwardClock(clock, platform),
    signer: createKeypairSigner(PLAN_KEY),
    log: createTradeLog(journal, () => undefined),
    telemetry,
    trading: new TradingControl({ config, journal, telemetry }),
    closing: new AbortController().signal,
    seams,
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

it('shows of every endpoint that it does not rest, and of a hold that it begins and ends', async () => {
  const { port, of, last } = createRecordingMetrics();
  const { parts } = await partsOf(false, {}, { port });
  const resting = 'quantbot_endpoint_resting';
  expect(of(resting, { kind: 'node', purpose: 'reads', endpoint: 'http://node' })).toEqual([0]);
  expect(of(resting, { kind: 'node', purpose: 'sends' })).toEqual([0]);
  expect(of(resting, { kind: 'block-engine' })).toEqual([0]);
  const labels = { code: 'EXECUTOR__CLOSED' };
  parts.hold.set(fault('EXECUTOR__CLOSED'));
  expect(last('quantbot_signing_held', labels)).toBe(1);
  parts.hold.lift('EXECUTOR__CLOSED');
  expect(last('quantbot_signing_held', labels)).toBe(0);
});

it('counts and times the calls of a node, and shows that it rests', async () => {
  const { port, sum, last } = createRecordingMetrics();
  const down = async () => Promise.reject(new Error('502'));
  const node = createFakeChainNode({ label: 'http://one', genesisHash: down });
  const { parts } = await partsOf(false, { createNode: () => node }, { port });
  const [guarded] = parts.pool.nodes;
  for (let time = 0; time < 5; time += 1) await guarded?.genesisHash().catch(() => undefined);
  const labels = { endpoint: 'http://one', purpose: 'reads' };
  expect(sum('quantbot_endpoint_calls_total', { ...labels, outcome: 'failed' })).toBe(5);
  expect(last('quantbot_endpoint_resting', labels)).toBe(1);
  expect(last('quantbot_endpoint_budget_used_ratio', labels)).toBeGreaterThan(0);
});

it('asks the venue that code brings, and Jupiter for nothing', async () => {
  const answer = fault('QUOTE__UNAVAILABLE', { venue: 'amm', reason: 'closed' });
  const asked: unknown[] = [];
  const venue: SwapVenue = {
    name: 'amm',
    quote: async (request) => {
      asked.push(request);
      return answer;
    },
  };
  const { parts, platform } = await partsOf(false, {}, { venue });
  const { signal } = new AbortController();
  expect(await parts.venue.quote(QUOTE_REQUEST, signal)).toEqual(answer);
  expect(asked).toEqual([QUOTE_REQUEST]);
  expect(parts.sources()[0]).toMatchObject({ label: 'amm' });
  expect(platform.requests).toEqual([]);
});

it('reads what nodes and venue answer in a turn of the loop', async () => {
  const turn = Promise.withResolvers<void>();
  const http = () => ({ status: 503, headers: {}, body: '' });
  const fake = createFakePlatform({ http });
  const platform = { ...fake, nextTurn: async () => turn.promise };
  const { parts } = await partsOf(false, {}, { platform });
  const read: string[] = [];
  const node = async () => {
    await expect(parts.pool.nodes[0]?.genesisHash()).rejects.toThrow('503');
    read.push('node');
  };
  const venue = async () => {
    await parts.venue.quote(QUOTE_REQUEST, new AbortController().signal);
    read.push('venue');
  };
  const asked = Promise.all([node(), venue()]);
  await fake.settle();
  expect([fake.requests.length, read]).toEqual([2, []]);
  turn.resolve();
  await asked;
  expect(read.toSorted()).toEqual(['node', 'venue']);
});

it('decides by the rules of the product unless a simulation replaces one', async () => {
  expect((await partsOf()).parts.rules).toEqual(SAFETY_RULES);
  const isProof = () => true;
  const { parts } = await partsOf(false, { rules: { isProof } });
  expect(parts.rules).toEqual({ ...SAFETY_RULES, isProof });
});

it('takes nodes, venue and accounts that a simulation brings', async () => {
  const node = createFakeChainNode({ label: 'model' });
  const venue = { name: 'model', quote: async () => Promise.reject(new Error('unused')) };
  const { accounts } = (await partsOf()).parts;
  const { parts } = await partsOf(false, {
    createNode: () => node,
    createVenue: () => venue,
    createAccounts: () => accounts,
  });
  expect(parts.pool.nodes.map(({ label }) => label)).toEqual(['model']);
  await expect(parts.pool.nodes[0]?.genesisHash()).rejects.toThrow('model was not expected');
  const asked = parts.venue.quote({} as never, new AbortController().signal);
  await expect(asked).rejects.toThrow('unused');
  expect(parts.sources()).toMatchObject([{ kind: 'venue', label: 'model', calls: 1 }]);
  expect(parts.accounts).toBe(accounts);
});
