import type { AnyExecutionRequest } from '@quantbot/core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { startBench, succeeded, type TestBench } from './support/testBench.ts';

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string, amount = 0.75): AnyExecutionRequest {
  const { tokenAddress } = bench.nova;
  return { tokenAddress, chain: 'solana', side: 'buy', amount, idempotencyKey };
}

it('rehearses a buy and a sell near the figures of the live ones, and moves nothing', async () => {
  const dataDirectory = bench.freshDirectory();
  const dry = bench.open({ dataDirectory, dryRun: true });
  const before = await bench.chain.holdings();
  const rehearsed = succeeded(await dry.execute(buy('rehearsed')));
  expect(rehearsed).toMatchObject({ dryRun: true, attempts: 0, status: 'filled' });
  expect(rehearsed.txSignature).toMatch(/^dry-run-/u);
  const again = await dry.execute(buy('rehearsed'));
  expect(again).toMatchObject({ txSignature: rehearsed.txSignature, deduplicated: true });
  expect(await bench.chain.holdings()).toEqual(before);
  await dry.close();

  const live = bench.open({ dataDirectory });
  const bought = succeeded(await live.execute(buy('rehearsed')));
  expect(bought).toMatchObject({ dryRun: false, deduplicated: false });
  expect(rehearsed.executedAmount).toBe(bought.executedAmount);
  expect(rehearsed.executedPriceText).toBe(bought.executedPriceText);
  expect(rehearsed.quoted).toEqual(bought.quoted);
  expect(rehearsed.jitoTip).toBe(bought.jitoTip);
  expect(rehearsed.fees).toEqual(bought.fees);
});

it('answers a key that is known live with its live record', async () => {
  const dataDirectory = bench.freshDirectory();
  const live = bench.open({ dataDirectory });
  const bought = succeeded(await live.execute(buy('live-first')));
  const denied = await live.execute({ ...buy('denied-live'), limitPrice: 1e-9 });
  expect(denied.errorCode).toBe('PRICE__LIMIT_EXCEEDED');
  await live.close();
  const dry = bench.open({ dataDirectory, dryRun: true });
  const before = await bench.chain.holdings();
  const answer = succeeded(await dry.execute(buy('live-first')));
  expect(answer).toMatchObject({
    txSignature: bought.txSignature,
    dryRun: false,
    deduplicated: true,
  });
  const again = await dry.execute({ ...buy('denied-live'), limitPrice: 1e-9 });
  expect(again).toMatchObject({ errorCode: 'PRICE__LIMIT_EXCEEDED', dryRun: false });
  expect(await bench.chain.holdings()).toEqual(before);
});

it('is what an adapter does that was not told otherwise', async () => {
  const { dryRun: _dryRun, ...silent } = bench.config();
  const adapter = bench.openExactly(silent);
  const before = await bench.chain.holdings();
  expect(succeeded(await adapter.execute(buy('default')))).toMatchObject({ dryRun: true });
  expect(await bench.chain.holdings()).toEqual(before);
});

it('refuses what the live run would refuse, by the same code', async () => {
  const dry = bench.open({ dryRun: true });
  const before = await bench.chain.holdings();
  expect(await dry.execute({ ...buy('dry-limit'), limitPrice: 1e-9 })).toMatchObject({
    success: false,
    errorCode: 'PRICE__LIMIT_EXCEEDED',
    dryRun: true,
  });
  expect(await dry.execute(buy('dry-poor', 55))).toMatchObject({ success: true });
  expect(await dry.execute(buy('dry-poorer', 99.999))).toMatchObject({
    errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM',
  });
  expect(await bench.chain.holdings()).toEqual(before);
});

it('is pure simulation without a node, and says so', async () => {
  const { rpcEndpoint: _node, ...rest } = bench.config({ dryRun: true });
  const adapter = bench.openExactly(rest);
  expect(await adapter.execute(buy('no-node'))).toMatchObject({
    success: true,
    simulated: true,
    dryRun: true,
    errorCode: 'DRYRUN__SIMULATED',
  });
});

it('sees a trade through that a live run has signed', async () => {
  const dataDirectory = bench.freshDirectory();
  const live = bench.open({ dataDirectory });
  const bought = succeeded(await live.execute(buy('live-open')));
  await live.close();
  const dry = bench.open({ dataDirectory, dryRun: true });
  const report = await dry.resume();
  expect(report).toEqual({ followed: ['live-open'] });
  await dry.idle();
  expect(await dry.lookup('live-open')).toMatchObject({
    txSignature: bought.txSignature,
    status: 'filled',
    finality: 'finalized',
  });
});
