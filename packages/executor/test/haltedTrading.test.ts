import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AnyExecutionRequest } from '@quantbot/core';
import type { TradingState, TradingStateOutcome, TradingStateReport } from '@quantbot/executor';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { startTrader, type Trader } from './support/startTrader.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import type { TraderPlan } from './support/traderProcess.ts';

const AMOUNT_IN = 100_000_000n;
const SIGNED_TIMEOUT_MS = 120_000;
/** Milliseconds within which a decision has to hold in the process that trades, on a quiet machine. */
const HELD_MS_MAX = 200;
/** Decisions, and questions, of which the quickest is taken: other work only makes them slower. */
const DECISIONS = 10;
/** A question takes no commit and no step of the pipeline; on a machine so busy it tells how busy. */
const HELD_QUESTIONS_MAX = 20;

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench({ slotMs: 100 });
});

afterAll(async () => {
  await bench.stop();
});

function buy(key: string, fields: Partial<AnyExecutionRequest> = {}): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const base = { tokenAddress, chain: 'solana', side: 'buy', lanePolicy: 'rpc-only' } as const;
  return { ...base, amountBaseUnits: String(AMOUNT_IN), idempotencyKey: key, ...fields };
}

function trader(dataDirectory: string, more: Partial<Omit<TraderPlan, 'settings'>> = {}): Trader {
  const started = startTrader(bench, { dataDirectory }, more);
  onTestFinished(async () => started.kill());
  return started;
}

async function owner(dataDirectory: string, more?: Partial<Omit<TraderPlan, 'settings'>>) {
  const started = trader(dataDirectory, more);
  await started.call({ name: 'tradingState' });
  return started;
}

async function decide(process: Trader, state: TradingState): Promise<TradingStateOutcome> {
  const decision = { state, reason: 'the venue is odd', by: 'ann' };
  return (await process.call({ name: 'changeTradingState', decision })) as TradingStateOutcome;
}

async function stateOf(process: Trader): Promise<TradingStateReport> {
  return (await process.call({ name: 'tradingState' })) as TradingStateReport;
}

describe('a decision of another process', () => {
  it('holds in the process that trades, before it is answered', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory);
    const other = trader(dataDirectory);
    await stateOf(other);
    const before = await bench.chain.holdings();
    expect(await decide(other, 'halted')).toMatchObject({ state: 'halted', inFlight: [] });
    for (const process of [first, other]) {
      expect(await process.execute(buy('halted'))).toMatchObject({
        success: false,
        errorCode: 'RISK__TRADING_HALTED',
        keyReusable: true,
      });
    }
    await decide(other, 'reducing');
    expect((await first.execute(buy('halted'))).errorCode).toBe('RISK__TRADING_REDUCING');
    expect(await bench.chain.holdings()).toEqual(before);
    await decide(other, 'active');
    succeeded(await first.execute(buy('halted')));
  });

  it('takes less than 200 ms, or no more than some questions take on a busy machine', async () => {
    const dataDirectory = bench.freshDirectory();
    await owner(dataDirectory);
    const other = trader(dataDirectory);
    await stateOf(other);
    const times: number[] = [];
    const questions: number[] = [];
    for (let number = 0; number < DECISIONS; number += 1) {
      const startedAtMs = performance.now();
      await decide(other, number % 2 === 0 ? 'halted' : 'active');
      const heldAtMs = performance.now();
      await stateOf(other);
      times.push(heldAtMs - startedAtMs);
      questions.push(performance.now() - heldAtMs);
    }
    const heldMsMax = Math.max(HELD_MS_MAX, HELD_QUESTIONS_MAX * Math.min(...questions));
    expect(Math.min(...times)).toBeLessThan(heldMsMax);
  });

  it('is not forgotten by an owner that is killed right after it', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory);
    const other = trader(dataDirectory);
    await decide(other, 'halted');
    await first.kill();
    await other.kill();
    const next = trader(dataDirectory);
    expect(await stateOf(next)).toMatchObject({ state: 'halted', change: { by: 'ann' } });
    expect((await next.execute(buy('after'))).errorCode).toBe('RISK__TRADING_HALTED');
  });

  it('names what is signed and can still land, and takes nothing of it back', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory, { sendsNothing: true });
    await first.execute(buy('signed', { waitMs: 0 }));
    const attempt = () => bench.history(dataDirectory, 'signed').trade.attempts[0];
    await waitUntil(() => attempt() !== undefined, {
      timeoutMs: SIGNED_TIMEOUT_MS,
      description: 'the signature',
    });
    const { inFlight } = await decide(trader(dataDirectory), 'halted');
    expect(inFlight).toEqual([
      {
        key: 'signed',
        side: 'buy',
        tokenAddress: bench.spark.tokenAddress,
        signature: attempt()?.signature,
        deathHeight: attempt()?.deathHeight,
        isKeptBack: true,
      },
    ]);
    await first.kill();
    // The next process keeps the bytes back as well, until a person activates it again.
    const next = await owner(dataDirectory);
    await next.call({ name: 'resume' });
    expect((await stateOf(next)).openTrades).toBe(1);
    await decide(next, 'active');
    succeeded(await next.execute(buy('signed')));
  });
});

describe('the halt file', () => {
  it.each([
    ['a file', (path: string) => writeFileSync(path, ''), (path: string) => rmSync(path)],
    ['a directory', (path: string) => mkdirSync(path), (path: string) => rmdirSync(path)],
  ])('that is %s halts the process that trades, which nobody asked', async (_, place, remove) => {
    const dataDirectory = bench.freshDirectory();
    const first = await owner(dataDirectory);
    const path = join(dataDirectory, 'HALT');
    expect(existsSync(path)).toBe(false);
    place(path);
    expect((await first.execute(buy('halted'))).errorCode).toBe('RISK__TRADING_HALTED');
    expect(await stateOf(first)).toMatchObject({ state: 'halted', haltFile: 'present' });
    remove(path);
    succeeded(await first.execute(buy('halted')));
    expect(await stateOf(first)).toEqual({
      state: 'active',
      openTrades: expect.any(Number) as number,
    });
  });
});
