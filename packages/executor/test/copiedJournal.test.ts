import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';

import type { AnyExecutionRequest } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { startTrader, type Trader } from './support/startTrader.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';
import type { TraderPlan } from './support/traderProcess.ts';

const CHECKED = { checkWalletHistory: true };
const DECISION = { reason: 'the other machine is switched off', by: 'ann' };
const TIMEOUT_MS = 30_000;

let bench: TestBench;

beforeEach(async () => {
  // A blockhash outlives the start of a process on a busy machine.
  bench = await startBench({ slotMs: 100 });
});

afterEach(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const amount = { side: 'buy', amount: 0.1, lanePolicy: 'rpc-only' } as const;
  return { tokenAddress, chain: 'solana', idempotencyKey, deadlineMs: 120_000, ...amount };
}

function trader(dataDirectory: string, more: Partial<Omit<TraderPlan, 'settings'>> = {}): Trader {
  const started = startTrader(bench, { dataDirectory, ...CHECKED }, more);
  onTestFinished(async () => started.kill());
  return started;
}

/** Copies the journal as `cp` does, while its owner runs. */
function copyOf(dataDirectory: string): string {
  const copy = bench.freshDirectory();
  mkdirSync(copy, { mode: 0o700 });
  for (const name of readdirSync(dataDirectory)) {
    if (name.startsWith('journal.')) copyFileSync(`${dataDirectory}/${name}`, `${copy}/${name}`);
  }
  return copy;
}

function attemptsOf(dataDirectory: string, key: string): number {
  try {
    return bench.history(dataDirectory, key).trade.attempts.length;
  } catch {
    // There is no such trade yet, nor always a journal.
    return -1;
  }
}

async function until(description: string, isSo: () => boolean): Promise<void> {
  await waitUntil(isSo, { timeoutMs: TIMEOUT_MS, description });
}

describe('a copy of the data directory, started while the original runs', () => {
  it('follows what is signed and signs nothing, so that what was claimed is signed once', async () => {
    const original = bench.freshDirectory();
    const first = trader(original, { sendsNothing: true });
    first.execute(buy('signed')).catch(() => undefined);
    await until('the signature', () => attemptsOf(original, 'signed') === 1);
    // It stands in line behind the other, claimed and not signed.
    first.execute(buy('claimed')).catch(() => undefined);
    await until('the claim', () => attemptsOf(original, 'claimed') === 0);
    const copy = copyOf(original);
    expect(attemptsOf(copy, 'claimed')).toBe(0);

    const second = trader(copy);
    // The copy has the bytes and sends them, which moves nothing twice.
    expect(await second.execute(buy('signed'))).toMatchObject({ success: true });
    await until('the turn in the original', () => attemptsOf(original, 'claimed') === 1);
    expect(await second.execute(buy('claimed'))).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'JOURNAL__COPIED',
      keyReusable: true,
    });
    expect(await second.execute(buy('new'))).toMatchObject({ errorCode: 'JOURNAL__COPIED' });
    expect(attemptsOf(copy, 'claimed')).toBe(0);
  });
});

describe('a journal in another place', () => {
  it('trades on where it was moved inside its file system', async () => {
    const before = bench.freshDirectory();
    const first = bench.open({ ...CHECKED, dataDirectory: before });
    succeeded(await first.execute(buy('first')));
    await first.close();
    const after = bench.freshDirectory();
    renameSync(before, after);
    const moved = bench.open({ ...CHECKED, dataDirectory: after });
    succeeded(await moved.execute(buy('second')));
  });

  it('trades on from a copy when a person has adopted it, and no more from the original', async () => {
    const original = bench.freshDirectory();
    const first = bench.open({ ...CHECKED, dataDirectory: original });
    succeeded(await first.execute(buy('first')));
    await first.close();
    const dataDirectory = copyOf(original);

    const second = bench.open({ ...CHECKED, dataDirectory });
    expect(await second.execute(buy('second'))).toMatchObject({ errorCode: 'JOURNAL__COPIED' });
    expect((await second.reconcile()).historyProblem).toMatchObject({ code: 'JOURNAL__COPIED' });
    expect(succeeded(await second.execute(buy('first'))).deduplicated).toBe(true);
    await second.adoptHistory(DECISION);
    succeeded(await second.execute(buy('second')));
    await second.close();

    const later = bench.open({ ...CHECKED, dataDirectory });
    succeeded(await later.execute(buy('third')));
    const back = bench.open({ ...CHECKED, dataDirectory: original });
    expect(await back.execute(buy('fourth'))).toMatchObject({
      errorCode: 'JOURNAL__FOREIGN_SIGNATURES',
    });
  });
});

describe('a data directory that is deleted while its owner runs', () => {
  it('ends all trading of that owner, also when another has made a new one in its place', async () => {
    const dataDirectory = bench.freshDirectory();
    const first = bench.open({ dataDirectory });
    succeeded(await first.execute(buy('first')));
    await first.idle();
    rmSync(dataDirectory, { recursive: true });
    const second = bench.open({ ...CHECKED, dataDirectory });
    expect(await second.execute(buy('first'))).toMatchObject({
      errorCode: 'JOURNAL__HISTORY_MISSING',
    });
    const before = await bench.chain.holdings();
    const refused = await first.execute(buy('second'));
    expect(refused).toMatchObject({ success: false });
    expect(refused.errorCode).toMatch(/^JOURNAL__(UNAVAILABLE|WRITE_UNCERTAIN)$/u);
    expect(await first.execute(buy('third'))).toMatchObject({ errorCode: 'JOURNAL__UNAVAILABLE' });
    expect(await bench.chain.holdings()).toEqual(before);
  });
});
