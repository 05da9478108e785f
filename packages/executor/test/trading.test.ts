import { getTransferSolInstruction } from '@solana-program/system';
import {
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
} from '@solana-program/token';
import { address, type Address, type KeyPairSigner } from '@solana/kit';
import type { LanePolicy } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { WRAPPED_SOL } from './support/chainView.ts';
import { expectBooksToBalance } from './support/checkTrade.ts';
import { startBench, succeeded, type BenchToken, type TestBench } from './support/testBench.ts';

let bench: TestBench;
let adapter: ExecutionAdapter;
let dataDirectory: string;

beforeAll(async () => {
  bench = await startBench();
  dataDirectory = bench.freshDirectory();
  adapter = bench.open({ dataDirectory });
});

afterAll(async () => {
  await bench.stop();
});

/** How much to trade. */
type Size =
  | { readonly amount: number }
  | { readonly amountBaseUnits: string }
  | { readonly sellPortionBps: number };

interface Trade {
  readonly side: 'buy' | 'sell';
  readonly lanePolicy: LanePolicy;
  readonly size: Size;
}

let keys = 0;

async function trade(token: BenchToken, { side, lanePolicy, size }: Trade) {
  keys += 1;
  const idempotencyKey = `trade-${keys}`;
  const before = await bench.chain.holdings();
  const { tokenAddress } = token;
  const common = { tokenAddress, chain: 'solana', side, lanePolicy, idempotencyKey } as const;
  const result = succeeded(await adapter.execute({ ...common, ...size }));
  const after = await bench.chain.holdings();
  const legs = expectBooksToBalance({ side, token, before, after, result });
  return { before, after, result, legs, idempotencyKey };
}

function wrapInstructions(signer: KeyPairSigner, account: Address, lamports: bigint) {
  return [
    getCreateAssociatedTokenIdempotentInstruction({
      payer: signer,
      ata: account,
      owner: signer.address,
      mint: address(WRAPPED_SOL.mint),
    }),
    getTransferSolInstruction({ source: signer, destination: account, amount: lamports }),
    getSyncNativeInstruction({ account }),
  ];
}

const tokens: ReadonlyArray<'spark' | 'nova'> = ['spark', 'nova'];
const lanes: readonly LanePolicy[] = ['jito-only', 'rpc-only'];

describe.each(tokens)('with %s', (symbol) => {
  it.each(lanes)('accounts for a life of trades by %s to the lamport', async (lanePolicy) => {
    const token = bench[symbol];
    const opened = await trade(token, { side: 'buy', lanePolicy, size: { amount: 1.25 } });
    expect(opened.legs.lamports).toBe(1_250_000_000n);
    expect(opened.result.rent).toBeGreaterThan(0);
    expect(opened.result.jitoTip).toBe(lanePolicy === 'jito-only' ? 10_000 : 0);
    // The landing can be confirmed before the lane has answered, so this is told in the end.
    await adapter.idle();
    const final = await adapter.lookup(opened.idempotencyKey);
    expect(final?.lane).toBe(lanePolicy === 'jito-only' ? 'jito' : 'rpc');
    const bought = opened.legs.tokenUnits;

    const more = await trade(token, {
      side: 'buy',
      lanePolicy,
      size: { amountBaseUnits: '123456789' },
    });
    expect(more.legs.lamports).toBe(123_456_789n);
    expect(more.result.rent).toBe(0);

    const held = bought + more.legs.tokenUnits;
    const half = await trade(token, { side: 'sell', lanePolicy, size: { sellPortionBps: 5000 } });
    expect(half.legs.tokenUnits).toBe(held / 2n);
    expect(half.result.rent).toBe(0);

    const byAmount = await trade(token, { side: 'sell', lanePolicy, size: { amount: 1.25 } });
    expect(byAmount.legs.tokenUnits).toBe((125n * 10n ** BigInt(token.decimals)) / 100n);

    const byUnits = await trade(token, {
      side: 'sell',
      lanePolicy,
      size: { amountBaseUnits: '1000007' },
    });
    expect(byUnits.legs.tokenUnits).toBe(1_000_007n);

    const rest = held - half.legs.tokenUnits - byAmount.legs.tokenUnits - 1_000_007n;
    const exit = await trade(token, { side: 'sell', lanePolicy, size: { sellPortionBps: 10_000 } });
    expect(exit.legs.tokenUnits).toBe(rest);
    expect(exit.after.units[token.mint]).toBeUndefined();
    expect(exit.result.rent).toBe(-(opened.result.rent ?? 0));
  });

  it.each(['jito-then-rpc', 'race'] as const)('lands a buy by %s once', async (lanePolicy) => {
    const token = bench[symbol];
    const { before, after, legs } = await trade(token, {
      side: 'buy',
      lanePolicy,
      size: { amount: 0.5 },
    });
    expect(legs.lamports).toBe(500_000_000n);
    expect(after.signatures).toBe(before.signatures + 1);
  });
});

describe('a fill', () => {
  it('is journalled with the figures that the chain shows', async () => {
    const { legs, idempotencyKey, result } = await trade(bench.nova, {
      side: 'buy',
      lanePolicy: 'rpc-only',
      size: { amount: 0.2 },
    });
    const { trade: stored } = bench.history(dataDirectory, idempotencyKey);
    expect(stored.fill).toMatchObject({
      signature: result.txSignature,
      lamports: String(legs.lamports),
      tokenUnits: String(legs.tokenUnits),
      rentLamports: String(result.rent),
    });
  });

  it('becomes final, and the lookup says so', async () => {
    const { idempotencyKey, result } = await trade(bench.spark, {
      side: 'buy',
      lanePolicy: 'rpc-only',
      size: { amount: 0.2 },
    });
    expect(result).toMatchObject({ status: 'settling', finality: 'confirmed' });
    await adapter.idle();
    const { status, finality, ...rest } = (await adapter.lookup(idempotencyKey)) ?? {};
    expect({ status, finality }).toEqual({ status: 'filled', finality: 'finalized' });
    expect(rest).toMatchObject({
      success: true,
      txSignature: result.txSignature,
      executedPriceText: result.executedPriceText,
      totalCostLamports: result.totalCostLamports,
      witnesses: 1,
    });
    expect(await bench.chain.statusOf(result.txSignature ?? '')).toEqual({
      error: null,
      commitment: 'finalized',
    });
  });

  it('counts wrapped SOL that was there before as SOL and leaves its account unwrapped', async () => {
    const { chain, sandbox } = bench;
    const account = await chain.tokenAccountOf(WRAPPED_SOL);
    const wrap = async (lamports: bigint): Promise<void> => {
      await chain.send(sandbox.keypairPath, (signer) =>
        wrapInstructions(signer, account, lamports),
      );
    };
    await wrap(333_333_333n);
    const bought = await trade(bench.nova, {
      side: 'buy',
      lanePolicy: 'rpc-only',
      size: { amount: 0.3 },
    });
    expect(bought.before.units[WRAPPED_SOL.mint]).toBe(333_333_333n);
    expect(bought.legs.lamports).toBe(300_000_000n);
    expect(bought.result.rent).toBeLessThan(0);

    await wrap(77n);
    const sold = await trade(bench.nova, {
      side: 'sell',
      lanePolicy: 'jito-only',
      size: { sellPortionBps: 2_500 },
    });
    expect(sold.before.units[WRAPPED_SOL.mint]).toBe(77n);
    expect(sold.result.rent).toBeLessThan(0);
  });
});
