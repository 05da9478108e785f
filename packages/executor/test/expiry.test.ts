import type { AnyExecutionRequest } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createSilentEngine } from './support/silentEngine.ts';
import { executeUntilSigned, startBench, succeeded, type TestBench } from './support/testBench.ts';

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function buy(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const base = { tokenAddress, chain: 'solana', side: 'buy', amount: 0.5 } as const;
  return { ...base, lanePolicy: 'jito-only', ...fields };
}

describe('bytes that no lane brings to the chain', () => {
  it('leave the outcome unknown until their death is proven, and then the trade failed', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ dataDirectory, platform: createSilentEngine() });
    const before = await bench.chain.holdings();
    const request = { ...buy({ maxRetries: 0 }), idempotencyKey: 'never-lands' };
    const unknown = await executeUntilSigned(adapter, request);
    expect(unknown).toMatchObject({
      success: false,
      status: 'executing',
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
    expect(unknown.txSignature).toMatch(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/u);
    const height = await bench.chain.blockHeight();
    expect(unknown.deathHeight).toBeGreaterThan(Number(height));
    expect(await adapter.lookup('never-lands')).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });

    const ended = await adapter.execute(request);
    expect(ended).toMatchObject({
      success: false,
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
      txSignature: unknown.txSignature,
      deathHeight: unknown.deathHeight,
      totalCostLamports: 0,
      deduplicated: true,
    });
    expect(await bench.chain.blockHeight()).toBeGreaterThan(BigInt(unknown.deathHeight ?? 0));
    expect(await bench.chain.holdings()).toEqual(before);

    const { events } = bench.history(dataDirectory, 'never-lands');
    const expired = events.find(({ event }) => event.name === 'AttemptExpired')?.event;
    if (expired?.name !== 'AttemptExpired') throw new Error('the journal has no proof');
    const [witness] = expired.witnesses;
    expect(expired.witnesses).toHaveLength(1);
    expect(Number(witness?.finalizedHeight)).toBeGreaterThan(unknown.deathHeight ?? Infinity);
    expect(Number(witness?.statusSlot)).toBeGreaterThanOrEqual(Number(witness?.finalizedHeight));
    expect(witness?.operator).toBe('127.0.0.1');
  });

  it('stay open where one witness is not enough, and block further trades of the token', async () => {
    const adapter = bench.open({ platform: createSilentEngine(), allowSingleWitness: false });
    const request = { ...buy({}), idempotencyKey: 'unproven', waitMs: 2_000 };
    const unknown = await executeUntilSigned(adapter, request);
    expect(unknown).toMatchObject({ errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    const longDead = BigInt(unknown.deathHeight ?? 0) + 120n;
    await waitUntil(async () => (await bench.chain.blockHeight()) > longDead, {
      timeoutMs: 120_000,
      intervalMs: 100,
    });
    const still = await adapter.execute(request);
    expect(still).toMatchObject({
      errorCode: 'CONFIRM__UNPROVABLE',
      status: 'executing',
      txSignature: unknown.txSignature,
    });
    const queued = await adapter.execute(buy({ idempotencyKey: 'behind', waitMs: 200 }));
    expect(queued).toMatchObject({ errorCode: 'EXECUTOR__STILL_WORKING', status: 'admitted' });
    expect(queued.txSignature).toBeUndefined();
    expect(await adapter.cancel('behind')).toMatchObject({ status: 'cancelled' });
  });

  it('go public after some slots where the policy allows it', async () => {
    const adapter = bench.open({ platform: createSilentEngine() });
    const before = await bench.chain.holdings();
    const result = succeeded(
      await adapter.execute(buy({ idempotencyKey: 'public', lanePolicy: 'jito-then-rpc' })),
    );
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + 1);
    const paid = before.lamports - after.lamports;
    expect(paid).toBe(500_000_000n + BigInt(result.totalCostLamports ?? 0));
    expect(result.jitoTip).toBe(10_000);
  });
});
