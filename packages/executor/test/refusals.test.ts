import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { createTokenAddress } from '@quantbot/core';
import type { ExecutionAdapterConfig } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectUntouched } from './support/expectUntouched.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import { WIDE_LIMITS } from './support/wideLimits.ts';

/** Nothing listens on the discard port. */
const NOBODY = 'http://127.0.0.1:9';

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
  const adapter = bench.open();
  succeeded(await adapter.execute(request({ amount: 1, idempotencyKey: 'stock' })));
  await adapter.idle();
});

afterAll(async () => {
  await bench.stop();
});

function request(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  return { tokenAddress, chain: 'solana', side: 'buy', ...fields };
}

async function refused(
  fields: Partial<AnyExecutionRequest>,
  config: Partial<ExecutionAdapterConfig> = {},
): Promise<ExecutionResult> {
  const adapter = bench.open(config);
  return expectUntouched(bench.chain, async () => adapter.execute(request(fields)));
}

describe('refuses, and sends nothing for', () => {
  it('a wallet that was never funded', async () => {
    const { path: keypairPath, address } = bench.stranger();
    const adapter = bench.open({ keypairPath });
    const result = await expectUntouched(
      bench.chain,
      async () => adapter.execute(request({ amount: 0.1 })),
      address,
    );
    expect(result).toMatchObject({ errorCode: 'WALLET__SOL_BELOW_REQUIRED', keyReusable: true });
  });

  it('a mint that does not exist', async () => {
    const tokenAddress = createTokenAddress(bench.stranger().address);
    expect(await refused({ amount: 0.1, tokenAddress })).toMatchObject({
      errorCode: 'MINT__NOT_FOUND',
    });
  });

  it('a mint that is a wallet, a token account or a vault of a pool', async () => {
    const { chain, sandbox, spark } = bench;
    const addresses = [
      sandbox.wallet,
      await chain.tokenAccountOf(spark),
      await chain.tokenAccountOf(spark, spark.pool),
    ];
    for (const address of addresses) {
      const result = await refused({ amount: 0.1, tokenAddress: createTokenAddress(address) });
      expect(result.errorCode, address).toBe('MINT__NOT_A_TOKEN');
    }
  });

  it('a mint that is a pool without an account of its own', async () => {
    const tokenAddress = createTokenAddress(bench.spark.pool);
    expect(await refused({ amount: 0.1, tokenAddress })).toMatchObject({
      errorCode: 'MINT__NOT_FOUND',
    });
  });

  it('a sell of more than is held', async () => {
    const result = await refused({ side: 'sell', amount: 1_000_000 });
    expect(result.errorCode).toBe('WALLET__TOKEN_BELOW_REQUIRED');
    expect(result.error).toContain('1000000000000');
  });

  it('a sell with more decimals than the mint has, naming the floored amount', async () => {
    const result = await refused({ side: 'sell', amount: 1.123_456_7 });
    expect(result.errorCode).toBe('VALIDATE__AMOUNT_PRECISION_EXCEEDS');
    expect(result.error).toContain(' 1.123456 would pass');
  });

  it('a part of nothing', async () => {
    const tokenAddress = bench.nova.tokenAddress;
    const result = await refused({ side: 'sell', sellPortionBps: 10_000, tokenAddress });
    expect(result.errorCode).toBe('VALIDATE__PORTION_TOO_SMALL');
  });

  it('a limit price that the market does not give, either way', async () => {
    expect(await refused({ amount: 0.1, limitPrice: 0.000_019 })).toMatchObject({
      errorCode: 'PRICE__LIMIT_EXCEEDED',
    });
    expect(
      await refused({ side: 'sell', sellPortionBps: 100, limitPrice: 0.000_021 }),
    ).toMatchObject({ errorCode: 'PRICE__LIMIT_EXCEEDED' });
  });

  it('a node that nobody answers for', async () => {
    const result = await refused({ amount: 0.1 }, { rpcEndpoint: NOBODY });
    expect(result).toMatchObject({ errorCode: 'RPC__UNAVAILABLE', keyReusable: true });
  });

  it('a venue that nobody answers for', async () => {
    const result = await refused({ amount: 0.1 }, { jupiterEndpoint: NOBODY });
    expect(result).toMatchObject({ errorCode: 'QUOTE__UNAVAILABLE', keyReusable: true });
  });

  it('a block engine that nobody answers for, where only it may carry the trade', async () => {
    const result = await refused(
      { amount: 0.1, lanePolicy: 'jito-only' },
      { jitoEndpoint: NOBODY },
    );
    expect(result).toMatchObject({
      errorCode: 'LANE__BLOCK_ENGINE_UNAVAILABLE',
      keyReusable: true,
    });
  });

  it('a block engine that nobody answers for, where the slippage is too wide to go public', async () => {
    const result = await refused({ amount: 0.1, slippageBps: 301 }, { jitoEndpoint: NOBODY });
    expect(result.errorCode).toBe('LANE__BLOCK_ENGINE_UNAVAILABLE');
  });

  it.each(['mainnet-beta', 'devnet', 'testnet'] as const)(
    'a chain that is not %s',
    async (name) => {
      const result = await refused({ amount: 0.1 }, { cluster: name });
      expect(result.errorCode).toBe('CONFIG__CLUSTER_MISMATCH');
    },
  );

  it('a buy above the limit of one trade', async () => {
    const limits = { ...WIDE_LIMITS, tradeLamportsMax: 99_999_999n };
    const result = await refused({ amount: 0.1 }, { limits });
    expect(result).toMatchObject({ errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM' });
  });

  it('a buy that would touch the reserve', async () => {
    const lamports = await bench.chain.lamportsOf(bench.sandbox.wallet);
    const limits = { ...WIDE_LIMITS, solReserveLamportsMin: lamports - 100_000_000n };
    const result = await refused({ amount: 0.1 }, { limits });
    expect(result).toMatchObject({ errorCode: 'WALLET__SOL_BELOW_REQUIRED' });
  });

  it('a deadline that passes while the trade is prepared', async () => {
    let nowMs = Date.now();
    const clock = { nowMs: () => (nowMs += 600) };
    const result = await refused({ amount: 0.1, deadlineMs: 1_000 }, { clock });
    expect(result).toMatchObject({ errorCode: 'DEADLINE__EXPIRED', keyReusable: false });
  });

  it('a priority fee above the cap', async () => {
    const result = await refused({ amount: 0.1, priorityFee: 10_000_000 });
    expect(result.errorCode).toBe('BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM');
  });

  it('a slippage above the ceiling', async () => {
    const result = await refused({ amount: 0.1, slippageBps: 1_001 });
    expect(result.errorCode).toBe('VALIDATE__SLIPPAGE_EXCEEDS_CEILING');
  });

  it('a trade beyond the number that may be open', async () => {
    const limits = { ...WIDE_LIMITS, openTradesMax: 1 };
    const adapter = bench.open({ limits });
    const open = adapter.execute(request({ amount: 0.1, idempotencyKey: 'the-open-one' }));
    const second = await adapter.execute(request({ amount: 0.2, idempotencyKey: 'one-too-many' }));
    expect(second).toMatchObject({
      errorCode: 'RISK__OPEN_TRADES_EXCEED_MAXIMUM',
      keyReusable: true,
    });
    succeeded(await open);
    await adapter.idle();
    succeeded(await adapter.execute(request({ amount: 0.2, idempotencyKey: 'one-too-many' })));
  });
});

describe('a block engine that cannot be reached', () => {
  it.each(['jito-then-rpc', 'race'] as const)(
    'leaves %s the public lane, without a tip',
    async (lanePolicy) => {
      const adapter = bench.open({ jitoEndpoint: NOBODY });
      const idempotencyKey = `without-engine-${lanePolicy}`;
      const asked = request({ amount: 0.1, lanePolicy, idempotencyKey });
      expect(succeeded(await adapter.execute(asked)).jitoTip).toBe(0);
      await adapter.idle();
      expect(await adapter.lookup(idempotencyKey)).toMatchObject({ lane: 'rpc', jitoTip: 0 });
      expect(bench.events.some(({ name }) => name === 'execution.lane.unavailable')).toBe(true);
    },
  );
});
