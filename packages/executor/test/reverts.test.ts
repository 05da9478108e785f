import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHeldLane } from './support/heldLane.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

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

/** Another wallet buys so much that the price leaves every slippage behind. */
async function moveThePrice(): Promise<void> {
  const whale = bench.open({ keypairPath: whaleKeypair });
  const { tokenAddress } = bench.spark;
  const request = { tokenAddress, chain: 'solana', side: 'buy', amount: 50 } as const;
  succeeded(await whale.execute({ ...request, lanePolicy: 'rpc-only' }));
  await whale.close();
}

/** Trades with bytes that arrive only after the price has moved. */
async function tradeTooLate(
  fields: Partial<AnyExecutionRequest>,
): Promise<{ readonly result: ExecutionResult; readonly dataDirectory: string }> {
  const lane = createHeldLane();
  const dataDirectory = bench.freshDirectory();
  const adapter = bench.open({ dataDirectory, platform: lane.platform });
  const { tokenAddress } = bench.spark;
  const request = {
    tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 1,
    maxRetries: 0,
    ...fields,
  };
  const waiting = adapter.execute(request as AnyExecutionRequest);
  await lane.firstHeld();
  await moveThePrice();
  lane.release();
  const result = await waiting;
  await adapter.close();
  return { result, dataDirectory };
}

describe('a trade whose bytes arrive after the price has moved', () => {
  it.each(['rpc-only', 'jito-only', 'jito-then-rpc'] as const)(
    'fails by %s, costs its fee to the lamport and moves no position',
    async (lanePolicy) => {
      const before = await bench.chain.holdings();
      const idempotencyKey = `late-${lanePolicy}`;
      const { result, dataDirectory } = await tradeTooLate({ lanePolicy, idempotencyKey });
      const after = await bench.chain.holdings();
      expect(result).toMatchObject({
        success: false,
        status: 'failed',
        errorCode: 'CONFIRM__SLIPPAGE_EXCEEDED',
        attempts: 1,
        jitoTip: 0,
        rent: 0,
      });
      expect(after.units).toEqual(before.units);
      expect(after.signatures).toBe(before.signatures + 1);
      expect(before.lamports - after.lamports).toBe(BigInt(result.fees?.totalFee ?? -1));
      expect(result.totalCostLamports).toBe(result.fees?.totalFee);
      expect(result.fees?.networkFee).toBe(5_000);
      const { trade, events } = bench.history(dataDirectory, idempotencyKey);
      expect(trade.attempts[0]).toMatchObject({
        status: 'reverted',
        revertFeeLamports: String(before.lamports - after.lamports),
      });
      expect(events.map(({ event }) => event.name).slice(-2)).toEqual([
        'AttemptReverted',
        'TradeFailed',
      ]);
      expect(await bench.chain.statusOf(result.txSignature ?? '')).toMatchObject({
        commitment: 'finalized',
      });
    },
  );

  it('fails by its limit price where the slippage would have let it pass', async () => {
    const probe = await bench.open({ dryRun: true }).execute({
      tokenAddress: bench.spark.tokenAddress,
      chain: 'solana',
      side: 'buy',
      amount: 1,
    });
    const before = await bench.chain.holdings();
    const { result } = await tradeTooLate({
      lanePolicy: 'rpc-only',
      slippageBps: 1_000,
      limitPrice: (probe.executedPrice ?? 0) * 1.001,
      amount: 1,
    });
    const after = await bench.chain.holdings();
    expect(result).toMatchObject({ success: false, status: 'failed' });
    expect(after.units).toEqual(before.units);
    expect(before.lamports - after.lamports).toBe(BigInt(result.totalCostLamports ?? -1));
  });

  it('answers a repeat of its key with the same failure and trades no more', async () => {
    const { result, dataDirectory } = await tradeTooLate({
      lanePolicy: 'rpc-only',
      idempotencyKey: 'late-repeat',
    });
    const before = await bench.chain.holdings();
    const again = await bench.open({ dataDirectory }).execute({
      tokenAddress: bench.spark.tokenAddress,
      chain: 'solana',
      side: 'buy',
      amount: 1,
      idempotencyKey: 'late-repeat',
    });
    expect(again).toMatchObject({
      errorCode: result.errorCode,
      txSignature: result.txSignature,
      totalCostLamports: result.totalCostLamports,
      deduplicated: true,
    });
    expect(await bench.chain.holdings()).toEqual(before);
  });
});
