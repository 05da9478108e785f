import type { AnyExecutionRequest } from '@quantbot/core';
import {
  createNodePlatform,
  type ExecutionAdapter,
  type ExecutorPlatform,
} from '@quantbot/executor';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { executeUntilSigned, startBench, succeeded, type TestBench } from './support/testBench.ts';
import { openWithAllOperators } from './support/twoOperators.ts';

/** Nodes of three operators over one chain, some of which turn out to be on another. */
let bench: TestBench;

beforeAll(async () => {
  bench = await startBench({ operators: 3 });
});

afterEach(() => {
  bench.sandbox.faults.clear();
});

afterAll(async () => {
  await bench.stop();
});

const OTHER_CHAIN = 'GH7ome3EiwEr7tu9JuTh2dpYWBJK3z69Xm1ZE3MEE6JC';

interface Scene {
  readonly adapter: ExecutionAdapter;
  readonly dataDirectory: string;
  /** Points the nodes of these operators, by place, at another chain; all others at ours. */
  readonly moveAway: (...places: readonly number[]) => void;
  /** Lets so much time pass, as the process sees it. */
  readonly skip: (milliseconds: number) => void;
}

async function openScene(): Promise<Scene> {
  const machine = createNodePlatform();
  const strange = new Set<string>();
  let skippedMs = 0;
  const platform: ExecutorPlatform = {
    ...machine,
    monotonicMs: () => machine.monotonicMs() + skippedMs,
    http: async (request) => {
      const response = await machine.http(request);
      const isAsked = request.body?.includes('"getGenesisHash"') === true;
      if (!isAsked || !strange.has(request.url)) return response;
      const answer = JSON.parse(response.body) as Record<string, unknown>;
      return { ...response, body: JSON.stringify({ ...answer, result: OTHER_CHAIN }) };
    },
  };
  const dataDirectory = bench.freshDirectory();
  const adapter = openWithAllOperators(bench, { dataDirectory, platform });
  expect(await adapter.isAvailable()).toBe(true);
  return {
    adapter,
    dataDirectory,
    moveAway: (...places) => {
      strange.clear();
      for (const place of places) strange.add(bench.sandbox.operators[place]?.rpcUrl ?? '');
    },
    skip: (milliseconds) => {
      skippedMs += milliseconds;
    },
  };
}

function buy(idempotencyKey: string): AnyExecutionRequest {
  return {
    tokenAddress: bench.spark.tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 0.1,
    lanePolicy: 'rpc-only',
    maxRetries: 0,
    idempotencyKey,
  };
}

describe('a node that is found to be on another chain while it is used', () => {
  it('is left out while two operators are left, and stops signatures when one is', async () => {
    const { adapter, moveAway, skip } = await openScene();
    succeeded(await adapter.execute(buy('before')));
    await adapter.idle();

    moveAway(2);
    skip(5_000);
    const besides = succeeded(await adapter.execute(buy('besides')));
    expect(besides.attempts).toBe(1);
    await adapter.idle();
    expect(await adapter.lookup('besides')).toMatchObject({ status: 'filled', witnesses: 2 });

    const holdings = await bench.chain.holdings();
    moveAway(1, 2);
    skip(5_000);
    const refused = await adapter.execute(buy('refused'));
    expect(refused).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'RPC__CHAIN_MISMATCH',
      keyReusable: true,
    });
    expect(refused.error).toContain(OTHER_CHAIN);
    // Known by now: nobody has to try, and nothing is claimed.
    expect(await adapter.isAvailable()).toBe(false);
    expect(await adapter.tradingState()).toMatchObject({ state: 'halted' });
    expect(await adapter.execute(buy('unclaimed'))).toMatchObject({
      errorCode: 'RPC__CHAIN_MISMATCH',
    });
    expect(await adapter.lookup('unclaimed')).toBeUndefined();
    expect(await bench.chain.holdings()).toEqual(holdings);

    // Back, but not for long enough to be believed; and then for long enough.
    moveAway();
    expect(await adapter.isAvailable()).toBe(false);
    skip(30_000);
    expect(await adapter.isAvailable()).toBe(true);
    succeeded(await adapter.execute(buy('refused')));
    await adapter.idle();
    expect((await bench.chain.holdings()).signatures).toBe(holdings.signatures + 1);
  });

  it('is no witness of a death: two of our chain are waited for', async () => {
    const { adapter, dataDirectory, moveAway, skip } = await openScene();
    bench.sandbox.faults.apply({
      rules: [{ target: 'rpc', method: 'sendTransaction', action: { kind: 'swallow' } }],
    });
    const answer = await executeUntilSigned(adapter, { ...buy('lost'), idempotencyKey: 'lost' });
    expect(answer).toMatchObject({ errorCode: 'CONFIRM__OUTCOME_UNKNOWN', status: 'executing' });
    moveAway(1, 2);
    const [signed] = bench.history(dataDirectory, 'lost').trade.attempts;
    const deathHeight = signed?.deathHeight ?? '';
    await waitUntil(async () => (await bench.chain.blockHeight()) > BigInt(deathHeight) + 100n, {
      timeoutMs: 120_000,
      description: 'the death of the bytes to be final',
    });
    expect(await adapter.lookup('lost')).toMatchObject({ status: 'executing' });
    moveAway(2);
    skip(31_000);
    await adapter.idle();
    expect(await adapter.lookup('lost')).toMatchObject({
      status: 'failed',
      errorCode: 'CONFIRM__EXPIRED',
    });
    const { events } = bench.history(dataDirectory, 'lost');
    const proof = events.map(({ event }) => event).find(({ name }) => name === 'AttemptExpired');
    const [first, second] = bench.sandbox.operators;
    expect(proof).toMatchObject({
      witnesses: [{ operator: first?.label }, { operator: second?.label }],
    });
  });
});
