import type { ExecutionAdapter } from '@quantbot/executor';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createHeldLane, isSend } from './support/heldLane.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

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

it('lands twelve buys of two tokens asked for at once, each exactly once', async () => {
  const before = await bench.chain.holdings();
  const buys = Array.from({ length: 12 }, (_, index) => {
    const token = index % 2 === 0 ? bench.spark : bench.nova;
    const lamports = 400_000_000n + BigInt(index);
    return { key: `at-once-${index}`, token, lamports };
  });
  const answers = await Promise.all(
    buys.map(async ({ key, token, lamports }) =>
      succeeded(
        await adapter.execute({
          tokenAddress: token.tokenAddress,
          chain: 'solana',
          side: 'buy',
          amountBaseUnits: String(lamports),
          idempotencyKey: key,
          lanePolicy: 'rpc-only',
        }),
      ),
    ),
  );
  const after = await bench.chain.holdings();
  expect(new Set(answers.map((answer) => answer.txSignature)).size).toBe(12);
  expect(after.signatures).toBe(before.signatures + 12);
  const costs = answers.reduce((sum, answer) => sum + BigInt(answer.totalCostLamports ?? 0), 0n);
  const spent = buys.reduce((sum, buy) => sum + buy.lamports, 0n);
  expect(before.lamports - after.lamports).toBe(spent + costs);
  for (const { mint } of [bench.spark, bench.nova]) {
    const received = buys
      .filter((buy) => buy.token.mint === mint)
      .map((buy) => BigInt(bench.history(dataDirectory, buy.key).trade.fill?.tokenUnits ?? 0));
    expect(after.units[mint]).toBe(received.reduce((sum, units) => sum + units, 0n));
    const slots = answers
      .filter((_, index) => buys[index]?.token.mint === mint)
      .map((answer) => answer.slot ?? 0);
    expect(slots).toEqual(slots.toSorted((left, right) => left - right));
  }
});

it('lets a sell of one token and a buy of the other pass each other', async () => {
  const before = await bench.chain.holdings();
  const [sell, buy] = await Promise.all([
    adapter.execute({
      tokenAddress: bench.spark.tokenAddress,
      chain: 'solana',
      side: 'sell',
      sellPortionBps: 10_000,
      idempotencyKey: 'pass-sell',
      lanePolicy: 'rpc-only',
    }),
    adapter.execute({
      tokenAddress: bench.nova.tokenAddress,
      chain: 'solana',
      side: 'buy',
      amount: 2,
      idempotencyKey: 'pass-buy',
      lanePolicy: 'rpc-only',
    }),
  ]);
  succeeded(sell);
  succeeded(buy);
  const after = await bench.chain.holdings();
  const proceeds = BigInt(bench.history(dataDirectory, 'pass-sell').trade.fill?.lamports ?? 0);
  const costs = BigInt(sell.totalCostLamports ?? 0) + BigInt(buy.totalCostLamports ?? 0);
  expect(after.lamports - before.lamports).toBe(proceeds - 2_000_000_000n - costs);
  expect(after.units[bench.spark.mint]).toBeUndefined();
});

it('lets two buys land in the other order than they were signed in', async () => {
  const lane = createHeldLane((request) => isSend(request) && request.url.includes('bundles'));
  const holding = bench.open({ platform: lane.platform });
  const request = { chain: 'solana', side: 'buy', amount: 3 } as const;
  const first = holding.execute({
    ...request,
    tokenAddress: bench.spark.tokenAddress,
    idempotencyKey: 'overtaken',
    lanePolicy: 'jito-only',
  });
  await lane.firstHeld();
  succeeded(
    await holding.execute({
      ...request,
      tokenAddress: bench.nova.tokenAddress,
      idempotencyKey: 'overtaking',
      lanePolicy: 'rpc-only',
    }),
  );
  lane.release();
  succeeded(await first);
});
