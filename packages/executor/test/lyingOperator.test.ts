import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { waitUntil, type FaultPlan } from '@quantbot/sandbox';
import type { ExecutionAdapter, ExecutionAdapterConfig } from '@quantbot/executor';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import { onlyOperator, openWithAllOperators, type OperatorRules } from './support/twoOperators.ts';

/** Nodes of two operators over one chain; the second one lies, the first one is the preferred. */
let bench: TestBench;

beforeAll(async () => {
  bench = await startBench({ operators: 2 });
});

afterEach(() => {
  bench.sandbox.faults.clear();
});

afterAll(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string, fields: Partial<AnyExecutionRequest> = {}) {
  return {
    tokenAddress: bench.spark.tokenAddress,
    chain: 'solana',
    side: 'buy',
    amount: 0.1,
    lanePolicy: 'rpc-only',
    maxRetries: 0,
    idempotencyKey,
    ...fields,
  } as const;
}

interface Trader {
  readonly adapter: ExecutionAdapter;
  readonly names: (key: string) => string[];
  readonly dataDirectory: string;
}

async function openTrader(
  on: TestBench = bench,
  config: Partial<ExecutionAdapterConfig> = {},
): Promise<Trader> {
  const dataDirectory = on.freshDirectory();
  const adapter = openWithAllOperators(on, { dataDirectory, ...config });
  expect(await adapter.isAvailable()).toBe(true);
  const names = (key: string): string[] =>
    on.history(dataDirectory, key).events.map(({ event }) => event.name);
  return { adapter, names, dataDirectory };
}

async function statusBecomes(
  { adapter }: Trader,
  key: string,
  status: 'filled' | 'failed' | 'settling',
): Promise<void> {
  let last = '';
  const holds = async (): Promise<boolean> => {
    const found = await adapter.lookup(key);
    last = `${String(found?.status)} ${found?.error ?? ''}`;
    return found?.status === status;
  };
  await waitUntil(holds, { timeoutMs: 120_000 }).catch((cause: unknown) => {
    throw new Error(`${key} is not ${status}, it is ${last}`, { cause });
  });
}

/** A lie may make a blockhash useless before it is signed with: then the key may be used again. */
async function executeUntilSigned(
  { adapter }: Trader,
  request: AnyExecutionRequest,
): Promise<ExecutionResult> {
  let result = await adapter.execute(request);
  for (let asked = 1; asked < 5 && result.keyReusable === true; asked += 1) {
    result = await adapter.execute(request);
  }
  return result;
}

/** Lies of the second operator, besides sends that neither operator forwards. */
function swallowAllAnd(lies: OperatorRules): FaultPlan {
  const swallow = {
    target: 'rpc',
    method: 'sendTransaction',
    action: { kind: 'swallow' },
  } as const;
  const plan = onlyOperator(bench, 1, lies);
  return { ...plan, rules: [swallow] };
}

/** Height at which the chain itself, past all proxies, is final. */
async function trueFinalHeight({ sandbox }: TestBench): Promise<bigint> {
  const response = await fetch(sandbox.chainRpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'getBlockHeight',
      params: [{ commitment: 'finalized' }],
    }),
  });
  const { result } = (await response.json()) as { result: number };
  return BigInt(result);
}

describe('one of two operators', () => {
  it('that denies what landed delays neither the answer nor, once it is honest, the end', async () => {
    const trader = await openTrader();
    const before = await bench.chain.holdings();
    bench.sandbox.faults.apply(
      onlyOperator(bench, 1, [
        {
          target: 'rpc',
          method: ['getSignatureStatuses', 'getTransaction'],
          action: { kind: 'lieStatus', as: 'missing', of: 'landed' },
        },
      ]),
    );
    const result = succeeded(await trader.adapter.execute(buy('denied')));
    expect(result.status).toBe('settling');
    // Final for one operator, unknown to the other: neither filled nor dead.
    const height = await bench.chain.blockHeight();
    await waitUntil(async () => (await bench.chain.blockHeight()) > height + 240n, {
      timeoutMs: 120_000,
    });
    expect(await trader.adapter.lookup('denied')).toMatchObject({ status: 'settling' });
    expect(trader.names('denied')).not.toContain('AttemptExpired');
    expect(trader.names('denied')).not.toContain('AttemptRolledBack');
    bench.sandbox.faults.clear();
    await statusBecomes(trader, 'denied', 'filled');
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });

  it('that tells of a landing that never was is found out, and the trade fails by proof', async () => {
    const trader = await openTrader();
    const before = await bench.chain.holdings();
    bench.sandbox.faults.apply(
      swallowAllAnd([
        {
          target: 'rpc',
          method: 'getSignatureStatuses',
          action: { kind: 'lieStatus', as: 'finalized', of: 'unlanded' },
        },
      ]),
    );
    const result = await trader.adapter.execute(buy('invented', { waitMs: 8_000 }));
    // One word is no finality, and without the transaction there is no answer.
    expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    expect(trader.names('invented')).not.toContain('FillRecorded');
    bench.sandbox.faults.apply(swallowAllAnd([]));
    await statusBecomes(trader, 'invented', 'failed');
    expect(trader.names('invented')).toContain('AttemptRolledBack');
    expect(await bench.chain.holdings()).toEqual(before);
  });

  it('that calls a success a failure ends nothing', async () => {
    const trader = await openTrader();
    const before = await bench.chain.holdings();
    bench.sandbox.faults.apply(
      onlyOperator(bench, 1, [
        {
          target: 'rpc',
          method: 'getSignatureStatuses',
          action: { kind: 'lieStatus', as: 'failed', of: 'any' },
        },
      ]),
    );
    succeeded(await trader.adapter.execute(buy('slandered')));
    bench.sandbox.faults.clear();
    await statusBecomes(trader, 'slandered', 'filled');
    expect(trader.names('slandered')).not.toContain('AttemptReverted');
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });
});

/** Lies about when a transaction can no longer land, each told by an operator of its own. */
const LIFETIME_LIES = [
  ['heights-ahead', { kind: 'shiftHeight', by: 60 }],
  ['slots-for-heights', { kind: 'slotForHeight' }],
  ['dead-blockhashes', { kind: 'lieBlockhash', isValid: false }],
  ['short-lifetimes', { kind: 'shiftLifetime', by: -140 }],
] as const;

// Side by side, because each waits for a death; none of them moves anything.
describe.concurrent('one of two operators, over one chain with other liars', () => {
  let liars: TestBench;
  let lying = new Set<string>(LIFETIME_LIES.map(([name]) => name));

  /** Lets those go on who still lie. No operator forwards a send. */
  function applyLies(): void {
    const rules = swallowAllAnd([]).rules ?? [];
    const operators = liars.sandbox.operators.map(({ label }, place) => {
      const [name = '', action] = LIFETIME_LIES[place - 1] ?? [];
      const lie = { target: 'rpc', action } as OperatorRules[number];
      return { label, rules: lying.has(name) ? [lie] : [] };
    });
    liars.sandbox.faults.apply({ rules, operators });
  }

  beforeAll(async () => {
    liars = await startBench({ operators: 1 + LIFETIME_LIES.length });
    applyLies();
  });

  afterAll(async () => {
    await liars.stop();
  });

  it.each(LIFETIME_LIES.map(([key], index) => [key, index + 1] as const))(
    'that tells of %s makes nothing dead before its time',
    async (key, place) => {
      // It also gives the blockhash.
      const [honest, liar] = [liars.sandbox.operators[0], liars.sandbox.operators[place]];
      if (honest === undefined || liar === undefined) throw new Error('there is no such operator');
      const trader = await openTrader(liars, {
        rpcEndpoints: [liar, honest].map(({ rpcUrl, label }) => ({ url: rpcUrl, operator: label })),
      });
      const before = await liars.chain.holdings();
      const result = await executeUntilSigned(
        trader,
        buy(key, { waitMs: 7_000, tokenAddress: liars.spark.tokenAddress }),
      );
      expect(result).toMatchObject({ success: false, attempts: 1 });
      // A height above its own slot is no witness at all: then the end comes when the lie has ended.
      lying = lying.difference(new Set([key]));
      applyLies();
      await statusBecomes(trader, key, 'failed');
      const { events } = liars.history(trader.dataDirectory, key);
      const expired = events.find(({ event }) => event.name === 'AttemptExpired')?.event;
      if (expired?.name !== 'AttemptExpired') throw new Error('the journal has no proof');
      expect(new Set(expired.witnesses.map(({ operator }) => operator)).size).toBe(2);
      expect(await trueFinalHeight(liars)).toBeGreaterThan(BigInt(expired.deathHeight));
      const signed = events.find(({ event }) => event.name === 'AttemptSigned')?.event;
      if (signed?.name !== 'AttemptSigned') throw new Error('the journal has no signature');
      expect(await liars.chain.holdings()).toEqual(before);
    },
  );
});
