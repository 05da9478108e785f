import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectBooksToBalance } from './support/checkTrade.ts';
import { isSend } from './support/heldLane.ts';
import { settableTime } from './support/settableTime.ts';
import { createSilentEngine } from './support/silentEngine.ts';
import { createSwallowingEngine } from './support/swallowingEngine.ts';
import { executeUntilSigned, startBench, succeeded, type TestBench } from './support/testBench.ts';

const AMOUNT_IN = 1_000_000_000n;

let bench: TestBench;
let whaleKeypair: string;

beforeAll(async () => {
  bench = await startBench({ walletLamports: 1_000_000_000_000n });
  const whale = bench.stranger();
  whaleKeypair = whale.path;
  await bench.chain.pay(whale.address, 500_000_000_000n);
});

afterAll(async () => {
  await bench.stop();
});

function buy(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const base = { tokenAddress, chain: 'solana', side: 'buy', amount: 1 } as const;
  return { ...base, lanePolicy: 'jito-only', ...fields };
}

/** Another wallet trades so much that the price leaves every slippage behind, or comes back. */
async function whale(request: { side: 'buy'; amount: number } | { side: 'sell' }): Promise<void> {
  const adapter = bench.open({ keypairPath: whaleKeypair });
  const { tokenAddress } = bench.spark;
  const what = request.side === 'buy' ? request : { ...request, sellPortionBps: 10_000 };
  const asked = { tokenAddress, chain: 'solana', lanePolicy: 'rpc-only', slippageBps: 1_000 };
  succeeded(await adapter.execute({ ...asked, ...what } as AnyExecutionRequest));
  await adapter.close();
}

/** A machine on which something happens before the first send and before the second quote. */
function interruptedPlatform(happens: {
  readonly beforeFirstSend: () => Promise<void>;
  readonly beforeSecondQuote: () => Promise<void>;
}): ExecutorPlatform {
  const machine = createNodePlatform();
  let firstSend: Promise<void> | undefined;
  let quotes = 0;
  return {
    ...machine,
    http: async (request) => {
      if (isSend(request)) await (firstSend ??= happens.beforeFirstSend());
      if (request.url.includes('/build')) {
        quotes += 1;
        if (quotes === 2) await happens.beforeSecondQuote();
      }
      return machine.http(request);
    },
  };
}

/** Names of what happened to the attempts of a trade, without what lanes and nodes said. */
function attemptEvents(dataDirectory: string, key: string): readonly string[] {
  const told = /^(?:Attempt(?:Signed|Expired|Reverted|Confirmed)|Trade\w+|FillRecorded)$/u;
  return bench
    .history(dataDirectory, key)
    .events.map(({ event }) => event.name)
    .filter((name) => told.test(name));
}

describe('a trade whose first bytes never land', () => {
  it('signs again after the proof, and moves money once, to the lamport', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ dataDirectory, platform: createSwallowingEngine(1) });
    const before = await bench.chain.holdings();
    const result = succeeded(await adapter.execute(buy({ idempotencyKey: 'second-lands' })));
    expect(result).toMatchObject({ attempts: 2, jitoTip: 20_000 });
    await adapter.idle();
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + 1);
    const token = bench.spark;
    expectBooksToBalance({ side: 'buy', token, before, after, result, amountIn: AMOUNT_IN });
    expect(attemptEvents(dataDirectory, 'second-lands')).toEqual([
      'TradeReceived',
      'TradeAdmitted',
      'AttemptSigned',
      'AttemptExpired',
      'AttemptSigned',
      'AttemptConfirmed',
      'FillRecorded',
    ]);
    const { attempts } = bench.history(dataDirectory, 'second-lands').trade;
    expect(attempts.map(({ amountIn }) => amountIn)).toEqual(['1000000000', '1000000000']);
    const [first, second] = attempts.map(({ minimumOut }) => BigInt(minimumOut));
    expect(second).toBeGreaterThanOrEqual(first ?? 0n);
    expect(await bench.chain.statusOf(attempts[0]?.signature ?? '')).toBeUndefined();
  });
});

// Side by side: none of them moves anything.
describe.concurrent('a trade whose bytes never land, however often it is signed', () => {
  it('fails when its retries are used up, and has cost nothing', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ dataDirectory, platform: createSilentEngine() });
    const before = await bench.chain.holdings();
    const result = await adapter.execute(buy({ idempotencyKey: 'used-up', maxRetries: 1 }));
    expect(result).toMatchObject({
      success: false,
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
      attempts: 2,
      totalCostLamports: 0,
    });
    expect(await bench.chain.holdings()).toEqual(before);
    const { attempts } = bench.history(dataDirectory, 'used-up').trade;
    expect(attempts.map(({ status }) => status)).toEqual(['expired', 'expired']);
    expect(new Set(attempts.map(({ signature }) => signature)).size).toBe(2);
  });

  it('fails by its deadline where that has passed when the death is proven', async () => {
    const time = settableTime(createSilentEngine());
    const adapter = bench.open(time.config);
    const before = await bench.chain.holdings();
    const request = buy({ idempotencyKey: 'late', deadlineMs: 100_000 });
    await executeUntilSigned(adapter, { ...request, idempotencyKey: 'late' });
    time.pass(100_000);
    const result = await adapter.execute(request);
    expect(result).toMatchObject({
      success: false,
      status: 'failed',
      errorCode: 'DEADLINE__EXPIRED',
      attempts: 1,
      keyReusable: false,
    });
    expect(await bench.chain.holdings()).toEqual(before);
  });

  it('remembers a cancel across a restart and ends as cancelled, without a further signature', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ dataDirectory, platform: createSilentEngine() });
    const before = await bench.chain.holdings();
    const request = { ...buy({}), idempotencyKey: 'cancelled' };
    const unknown = await executeUntilSigned(adapter, request);
    expect(unknown.errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(await adapter.cancel('cancelled')).toMatchObject({
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
    await adapter.close();
    const next = bench.open({ dataDirectory, platform: createSilentEngine() });
    const ended = await next.execute(request);
    expect(ended).toMatchObject({
      success: false,
      status: 'cancelled',
      errorCode: 'CONFIRM__CANCELLED',
      attempts: 1,
      txSignature: unknown.txSignature,
      totalCostLamports: 0,
    });
    expect(await bench.chain.holdings()).toEqual(before);
  });
});

describe('a trade whose bytes arrive after the price has moved', () => {
  async function trade(
    idempotencyKey: string,
    beforeSecondQuote: () => Promise<void>,
  ): Promise<{ readonly result: ExecutionResult; readonly dataDirectory: string }> {
    const dataDirectory = bench.freshDirectory();
    const platform = interruptedPlatform({
      beforeFirstSend: async () => whale({ side: 'buy', amount: 50 }),
      beforeSecondQuote,
    });
    const adapter = bench.open({ dataDirectory, platform });
    const result = await adapter.execute(buy({ idempotencyKey, lanePolicy: 'rpc-only' }));
    await adapter.idle();
    return { result, dataDirectory };
  }

  it('fills at a later quote when the price is back, and counts what the revert has cost', async () => {
    const before = await bench.chain.holdings();
    const { result, dataDirectory } = await trade('price-back', async () =>
      whale({ side: 'sell' }),
    );
    const after = await bench.chain.holdings();
    expect(succeeded(result)).toMatchObject({ attempts: 2 });
    expect(result.fees?.networkFee).toBe(10_000);
    expect(after.signatures).toBe(before.signatures + 2);
    const token = bench.spark;
    expectBooksToBalance({ side: 'buy', token, before, after, result, amountIn: AMOUNT_IN });
    const { attempts } = bench.history(dataDirectory, 'price-back').trade;
    expect(attempts.map(({ status }) => status)).toEqual(['reverted', 'confirmed']);
  });

  it('fails with what it has cost when the price stays away', async () => {
    const before = await bench.chain.holdings();
    const { result, dataDirectory } = await trade('price-away', async () => undefined);
    const after = await bench.chain.holdings();
    expect(result).toMatchObject({
      success: false,
      status: 'failed',
      errorCode: 'PRICE__MOVED',
      attempts: 1,
    });
    expect(after.units).toEqual(before.units);
    expect(after.signatures).toBe(before.signatures + 1);
    expect(before.lamports - after.lamports).toBe(BigInt(result.totalCostLamports ?? -1));
    expect(attemptEvents(dataDirectory, 'price-away').slice(-2)).toEqual([
      'AttemptReverted',
      'TradeFailed',
    ]);
    await whale({ side: 'sell' });
  });
});
