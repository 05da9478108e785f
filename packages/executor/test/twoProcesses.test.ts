import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { startTrader, type Trader } from './support/startTrader.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import type { TraderPlan } from './support/traderProcess.ts';

const AMOUNT_IN = 100_000_000n;
const SIGNED_TIMEOUT_MS = 120_000;
/** Times a key is asked for until it is answered. */
const ASKED_MAX = 20;

let bench: TestBench;

beforeAll(async () => {
  // A blockhash outlives the start of a process on a busy machine.
  bench = await startBench({ slotMs: 100 });
});

afterAll(async () => {
  await bench.stop();
});

function buy(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const base = { tokenAddress, chain: 'solana', side: 'buy', lanePolicy: 'rpc-only' } as const;
  return { ...base, amountBaseUnits: String(AMOUNT_IN), ...fields };
}

function trader(
  dataDirectory: string,
  more: Partial<Omit<TraderPlan, 'settings'>> = {},
  settings: TraderPlan['settings'] = {},
): Trader {
  const started = startTrader(bench, { dataDirectory, ...settings }, more);
  onTestFinished(async () => started.kill());
  return started;
}

/** A process that owns the directory. */
async function owner(
  dataDirectory: string,
  more?: Partial<Omit<TraderPlan, 'settings'>>,
): Promise<Trader> {
  const started = trader(dataDirectory, more);
  expect(await started.call({ name: 'tradingState' })).toMatchObject({ state: 'active' });
  return started;
}

async function signedBy(dataDirectory: string, key: string): Promise<void> {
  await waitUntil(
    () => {
      if (!existsSync(join(dataDirectory, 'journal.sqlite'))) return false;
      return hasAttempt(dataDirectory, key);
    },
    { timeoutMs: SIGNED_TIMEOUT_MS, description: 'the signature in the journal' },
  );
}

function hasAttempt(dataDirectory: string, key: string): boolean {
  try {
    return bench.history(dataDirectory, key).trade.attempts.length > 0;
  } catch (cause) {
    if (String(cause).includes('has no trade')) return false;
    throw cause;
  }
}

describe('two processes on one data directory', () => {
  it('asked for one key at once move money once and answer the same', async () => {
    const dataDirectory = bench.freshDirectory();
    const traders = [trader(dataDirectory), trader(dataDirectory)];
    const before = await bench.chain.holdings();
    const request = buy({ idempotencyKey: 'at-once' });
    const answers = await Promise.all(
      traders.map(async (process) => succeeded(await process.execute(request))),
    );
    const [left, right] = answers;
    expect(left?.txSignature).toBe(right?.txSignature);
    expect(left?.executedPriceText).toBe(right?.executedPriceText);
    expect(answers.filter(({ deduplicated }) => deduplicated === true)).toHaveLength(1);
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + 1);
    const costs = BigInt(left?.totalCostLamports ?? 0);
    expect(before.lamports - after.lamports).toBe(AMOUNT_IN + costs);
    for (const process of traders) {
      await process.call({ name: 'idle' });
      expect(await process.call({ name: 'lookup', key: 'at-once' })).toMatchObject({
        status: 'filled',
        txSignature: left?.txSignature,
      });
    }
  });

  it('asked for one request without a key at once move money once', async () => {
    const dataDirectory = bench.freshDirectory();
    const traders = [await owner(dataDirectory), trader(dataDirectory)];
    const before = await bench.chain.holdings();
    const answers = await Promise.all(
      traders.map(async (process) => succeeded(await process.execute(buy({ strategyId: 's' })))),
    );
    expect(answers[0]?.txSignature).toBe(answers[1]?.txSignature);
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });

  it('share one socket that only their user can open', async () => {
    const dataDirectory = bench.freshDirectory();
    await owner(dataDirectory);
    const socket = statSync(join(dataDirectory, 'control', 'socket'));
    expect(socket.isSocket()).toBe(true);
    expect(socket.mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDirectory, 'control')).mode & 0o777).toBe(0o700);
  });
});

describe('a process that does not own the directory', () => {
  it('asks the owner for everything', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory, { sendsNothing: true });
    const other = trader(dataDirectory);
    const waiting = buy({ idempotencyKey: 'asked', waitMs: 0 });
    expect(await other.execute(waiting)).toMatchObject({ success: false, deduplicated: false });
    await signedBy(dataDirectory, 'asked');
    expect(await other.call({ name: 'lookup', key: 'asked' })).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
    expect(await other.call({ name: 'lookup', key: 'nobody' })).toBeUndefined();
    expect(await other.call({ name: 'tradingState' })).toEqual({ state: 'active', openTrades: 1 });
    expect(await other.call({ name: 'cancel', key: 'asked' })).toMatchObject({
      status: 'executing',
    });
    const { trade } = bench.history(dataDirectory, 'asked');
    expect(trade.cancelRequested).toBe(true);
    await first.kill();
  });

  it('is refused what the owner may not do for it, and nothing moves', async () => {
    const dataDirectory = bench.freshDirectory();
    await owner(dataDirectory);
    const before = await bench.chain.holdings();
    const stranger = bench.stranger();
    const cases = [
      ['mode', trader(dataDirectory, { dryRun: true })],
      ['wallet', trader(dataDirectory, {}, { keypairPath: stranger.path })],
      ['slippageBps', trader(dataDirectory, {}, { slippageBps: 50 })],
      ['tipLamportsMax', trader(dataDirectory, { tipLamportsMax: '500000' })],
    ] as const;
    for (const [field, process] of cases) {
      const refused = await process.execute(buy({ idempotencyKey: `as-${field}` }));
      expect(refused).toMatchObject({
        success: false,
        status: 'denied',
        errorCode: 'CONTROL__OWNER_MISMATCH',
      });
      expect(refused.error).toContain(`runs with ${field} `);
    }
    const [, walletTrader] = cases[1];
    await expect(walletTrader.call({ name: 'lookup', key: 'x' })).rejects.toThrow(/wallet/u);
    expect(await bench.chain.holdings()).toEqual(before);
  });

  it('takes over with the same key when the owner is killed while its call waits', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory, { sendsNothing: true });
    const other = trader(dataDirectory);
    const before = await bench.chain.holdings();
    const waiting = other.execute(buy({ idempotencyKey: 'orphaned' }));
    await signedBy(dataDirectory, 'orphaned');
    const [attempt] = bench.history(dataDirectory, 'orphaned').trade.attempts;
    await first.kill();
    expect(existsSync(join(dataDirectory, 'control', 'socket'))).toBe(true);
    const result = succeeded(await waiting);
    expect(result).toMatchObject({ txSignature: attempt?.signature, attempts: 1 });
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + 1);
    const costs = BigInt(result.totalCostLamports ?? 0);
    expect(before.lamports - after.lamports).toBe(AMOUNT_IN + costs);
    // The socket that the killed process left is the new owner's now.
    const third = trader(dataDirectory);
    expect(await third.call({ name: 'lookup', key: 'orphaned' })).toMatchObject({
      txSignature: attempt?.signature,
    });
  });

  it('takes over under one key when the caller gave none', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory, { sendsNothing: true });
    const other = trader(dataDirectory);
    const before = await bench.chain.holdings();
    const waiting = other.execute(buy({ strategyId: 'keyless' }));
    await waitUntil(
      async () => {
        const state = await first.call({ name: 'tradingState' });
        return (state as { openTrades: number }).openTrades === 1;
      },
      { timeoutMs: SIGNED_TIMEOUT_MS, description: 'the claim' },
    );
    await first.kill();
    const result = succeeded(await waiting);
    expect(result.idempotencyKey).toMatch(/^derived-/u);
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });

  it('takes over when the owner ends on its own', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory, { sendsNothing: true });
    const other = trader(dataDirectory);
    const before = await bench.chain.holdings();
    const waiting = other.execute(buy({ idempotencyKey: 'left-alone' }));
    await signedBy(dataDirectory, 'left-alone');
    expect(await first.end()).toBe(0);
    expect(succeeded(await waiting)).toMatchObject({ idempotencyKey: 'left-alone', attempts: 1 });
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
    expect(await other.end()).toBe(0);
    expect(existsSync(join(dataDirectory, 'control', 'socket'))).toBe(false);
  });

  it('sees a trade through that the owner follows', async () => {
    const dataDirectory = bench.freshDirectory();
    await owner(dataDirectory);
    const other = trader(dataDirectory);
    succeeded(await other.execute(buy({ idempotencyKey: 'seen-through' })));
    await other.call({ name: 'idle' });
    expect(await other.call({ name: 'lookup', key: 'seen-through' })).toMatchObject({
      status: 'filled',
      finality: 'finalized',
    });
  });
});

describe('three processes that are killed one after another', () => {
  it('trade each key once, whoever is asked and whoever dies', async () => {
    const dataDirectory = bench.freshDirectory();
    const traders = [0, 1, 2].map(() => trader(dataDirectory));
    const before = await bench.chain.holdings();
    const keys = ['storm-1', 'storm-2', 'storm-3', 'storm-4'];
    /** Asks again, of the process that took the place of one that was killed. */
    const ask = async (place: number, key: string): Promise<ExecutionResult> => {
      for (let tries = 0; tries < ASKED_MAX; tries += 1) {
        const asked = traders[place]?.execute(buy({ idempotencyKey: key }));
        const answer = await asked?.catch(() => undefined);
        if (answer?.success === true) return answer;
      }
      throw new Error(`${key} got no answer`);
    };
    const asking = keys.map(async (key) =>
      Promise.all(traders.map(async (_, place) => ask(place, key))),
    );
    for (const [place, key] of keys.slice(0, traders.length).entries()) {
      await signedBy(dataDirectory, key);
      const killed = traders[place];
      traders[place] = trader(dataDirectory);
      await killed?.kill();
    }
    const answers = await Promise.all(asking);
    const signatures = answers.map((of) => new Set(of.map(({ txSignature }) => txSignature)));
    expect(signatures.map(({ size }) => size)).toEqual(keys.map(() => 1));
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + keys.length);
    const costs = answers.map(([first]) => AMOUNT_IN + BigInt(first?.totalCostLamports ?? 0));
    expect(before.lamports - after.lamports).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
  });
});

describe('two adapters of one process', () => {
  it('share a directory as two processes do', async () => {
    const dataDirectory = bench.freshDirectory();
    const [first, second] = [bench.open({ dataDirectory }), bench.open({ dataDirectory })];
    const request = buy({ idempotencyKey: 'one-process' });
    const bought = succeeded(await first.execute(request));
    expect(succeeded(await second.execute(request))).toMatchObject({
      txSignature: bought.txSignature,
      deduplicated: true,
    });
    expect(await second.isAvailable()).toBe(true);
    await first.close();
    expect(await second.lookup('one-process')).toMatchObject({ success: true });
  });
});
