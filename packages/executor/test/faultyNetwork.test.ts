import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { waitUntil, type FaultPlan } from '@quantbot/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import { onlyOperator, openWithAllOperators } from './support/twoOperators.ts';

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

function buy(idempotencyKey: string, fields: Partial<AnyExecutionRequest> = {}) {
  const { tokenAddress } = bench.spark;
  return {
    tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 0.1,
    lanePolicy: 'rpc-only',
    idempotencyKey,
    ...fields,
  } as const;
}

/** Trades under a plan and checks that the money moved exactly once, whatever struck. */
async function tradeUnder(
  plan: FaultPlan,
  key: string,
  options: {
    readonly request?: Partial<AnyExecutionRequest>;
    readonly config?: Parameters<typeof openWithAllOperators>[1];
  } = {},
): Promise<{ result: ExecutionResult; names: string[]; struck: Record<string, number> }> {
  const dataDirectory = bench.freshDirectory();
  const adapter = openWithAllOperators(bench, { dataDirectory, ...options.config });
  // Facts are read before the weather turns: what is tested is sending and confirming.
  succeeded(await adapter.execute(buy(`${key}-first`)));
  await adapter.idle();
  const before = await bench.chain.holdings();
  bench.sandbox.faults.apply(plan);
  const result = succeeded(await adapter.execute(buy(key, options.request)));
  const { rules } = bench.sandbox.faults.counts();
  const struck = Object.fromEntries(
    Object.entries(rules).map(([name, { applied }]) => [name, applied]),
  );
  bench.sandbox.faults.clear();
  await waitUntil(async () => (await adapter.lookup(key))?.status === 'filled', {
    description: 'finality',
    timeoutMs: 120_000,
  });
  const after = await bench.chain.holdings();
  expect(after.signatures).toBe(before.signatures + 1);
  const paid = before.lamports - after.lamports;
  expect(paid).toBe(100_000_000n + BigInt(result.totalCostLamports ?? 0));
  const names = bench.history(dataDirectory, key).events.map(({ event }) => event.name);
  expect(names).not.toContain('AttemptRolledBack');
  expect(names.filter((name) => name === 'AttemptSigned')).toHaveLength(1);
  return { result, names, struck };
}

describe('a trade lands once', () => {
  it('through a storm of 429 on every read, because sends have a budget of their own', async () => {
    const { struck } = await tradeUnder(
      {
        seed: 5,
        rules: [
          {
            name: 'storm',
            target: 'rpc',
            method: ['getSignatureStatuses', 'getTransaction', 'getEpochInfo', 'getBlockHeight'],
            probability: 0.6,
            action: { kind: 'httpError', status: 429, retryAfterSeconds: 1 },
          },
        ],
      },
      'storm',
    );
    expect(struck['storm']).toBeGreaterThan(0);
  });

  it('though every reply to a send is lost', async () => {
    const { struck, names } = await tradeUnder(
      {
        rules: [
          {
            name: 'lost',
            target: 'rpc',
            method: 'sendTransaction',
            action: { kind: 'loseReply', how: 'close' },
          },
        ],
      },
      'lost-replies',
    );
    expect(struck['lost']).toBeGreaterThan(0);
    // Nobody said that it took the bytes, and they landed: in doubt is not dead.
    expect(names).not.toContain('LaneAcknowledged');
  });

  it('though one node swallows what it acknowledges', async () => {
    const plan = onlyOperator(bench, 0, [
      {
        name: 'swallowed',
        target: 'rpc',
        method: 'sendTransaction',
        action: { kind: 'swallow' },
      },
    ]);
    const { struck } = await tradeUnder(plan, 'swallowed-by-one');
    expect(Object.values(struck).some((times) => times > 0)).toBe(true);
  });

  it('by sending the same bytes again, when all nodes swallowed them at first', async () => {
    const { struck } = await tradeUnder(
      {
        rules: [
          {
            name: 'swallowed',
            target: 'rpc',
            method: 'sendTransaction',
            first: 4,
            action: { kind: 'swallow' },
          },
        ],
      },
      'swallowed-at-first',
    );
    expect(struck['swallowed']).toBe(4);
  });

  it.each([
    ['malformed', { kind: 'malformed', how: 'truncated' }],
    ['of wrong types', { kind: 'wrongTypes' }],
    ['a gateway error', { kind: 'httpError', status: 502 }],
  ] as const)('though every second status is %s', async (name, action) => {
    const { struck } = await tradeUnder(
      {
        seed: 3,
        rules: [{ name, target: 'rpc', method: 'getSignatureStatuses', probability: 0.5, action }],
      },
      `statuses-${name.replaceAll(' ', '-')}`,
    );
    expect(struck[name]).toBeGreaterThan(0);
  });

  it('though all sockets are silent, and though they are cut', async () => {
    const silence: FaultPlan = {
      rules: [
        {
          name: 'silent',
          target: 'ws',
          method: 'signatureSubscribe',
          action: { kind: 'silence' },
        },
      ],
    };
    const { struck } = await tradeUnder(silence, 'silent-sockets');
    expect(struck['silent']).toBeGreaterThan(0);
    const cut: FaultPlan = {
      rules: [
        {
          name: 'cut',
          target: 'ws',
          method: 'signatureSubscribe',
          action: { kind: 'closeSocket' },
        },
      ],
    };
    expect((await tradeUnder(cut, 'cut-sockets')).struck['cut']).toBeGreaterThan(0);
  });

  it('though one node lags', async () => {
    const plan = onlyOperator(bench, 0, [
      { name: 'lag', target: 'rpc', action: { kind: 'lag', slots: 40 } },
    ]);
    await tradeUnder(plan, 'lagging-node');
  });

  it('though one node answers nothing at all', async () => {
    const plan = onlyOperator(bench, 0, [
      { name: 'down', target: 'rpc', action: { kind: 'drop', how: 'close' } },
    ]);
    await tradeUnder(plan, 'dead-node');
  });

  it('once a second operator answers again, and is denied until then where there are two', async () => {
    const rpcEndpoints = bench.sandbox.operators
      .slice(0, 2)
      .map(({ label, rpcUrl }) => ({ url: rpcUrl, operator: label }));
    const adapter = openWithAllOperators(bench, { rpcEndpoints });
    succeeded(await adapter.execute(buy('one-of-two-first')));
    await adapter.idle();
    const before = await bench.chain.holdings();
    bench.sandbox.faults.apply(
      onlyOperator(bench, 0, [
        { target: 'rpc', method: 'getMultipleAccounts', action: { kind: 'drop', how: 'close' } },
      ]),
    );
    expect(await adapter.execute(buy('one-of-two'))).toMatchObject({
      success: false,
      errorCode: 'RPC__UNAVAILABLE',
      keyReusable: true,
    });
    expect(await bench.chain.holdings()).toEqual(before);
    bench.sandbox.faults.clear();
    succeeded(await adapter.execute(buy('one-of-two')));
  });
});

describe('the block engine', () => {
  const viaJito = { lanePolicy: 'jito-then-rpc' } as const;

  it('may answer 429: the bytes wait for their turn and go public in time', async () => {
    const { struck, names } = await tradeUnder(
      {
        rules: [
          {
            name: 'limited',
            target: 'blockEngine',
            method: 'sendBundle',
            action: { kind: 'httpError', status: 429, retryAfterSeconds: 1 },
          },
        ],
      },
      'engine-429',
      { request: viaJito },
    );
    expect(struck['limited']).toBeGreaterThan(0);
    expect(names).toContain('SubmissionAmbiguous');
  });

  it('may take a bundle and drop it: its id proves nothing', async () => {
    const { result, struck } = await tradeUnder(
      {
        rules: [
          {
            name: 'dropped',
            target: 'blockEngine',
            method: 'sendBundle',
            action: { kind: 'swallow' },
          },
        ],
      },
      'engine-drops',
      { request: viaJito },
    );
    expect(struck['dropped']).toBeGreaterThan(0);
    // First acknowledged by the engine, and landed by the nodes.
    expect(result.lane).toBe('jito');
  });

  it('may be dead in one region while another takes the bundle', async () => {
    const { jitoEndpoint: _jitoEndpoint, ...rest } = bench.config();
    const { rpcEndpoint: _rpcEndpoint, wsEndpoint: _wsEndpoint, ...config } = rest;
    const adapter = bench.openExactly({
      ...config,
      rpcEndpoints: bench.sandbox.operators.map(({ label, rpcUrl }) => ({
        url: rpcUrl,
        operator: label,
      })),
      jitoEndpoints: ['http://127.0.0.1:9', bench.sandbox.jitoUrl],
    });
    const before = await bench.chain.holdings();
    const result = succeeded(
      await adapter.execute(buy('dead-region', { lanePolicy: 'jito-only' })),
    );
    expect(result).toMatchObject({ lane: 'jito', jitoTip: 10_000 });
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });
});
