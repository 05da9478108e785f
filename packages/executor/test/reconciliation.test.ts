import type { AnyExecutionRequest } from '@quantbot/core';
import type { ExecutionAdapter } from '@quantbot/executor';
import { waitUntil } from '@quantbot/sandbox';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  fetchToken,
  getApproveInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
  getTransferInstruction,
} from '@solana-program/token';
import { address, createSolanaRpc, lamports } from '@solana/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { WRAPPED_SOL } from './support/chainView.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const CHECKED = {
  checkWalletHistory: true,
  walletHistoryIntervalMs: 100,
  reconcileIntervalMs: 100,
};
const DECISION = { reason: 'seen by ann', by: 'ann' };
const FOUND_TIMEOUT_MS = 120_000;

let bench: TestBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const amount = { side: 'buy', amount: 0.1, lanePolicy: 'rpc-only' } as const;
  return { tokenAddress, chain: 'solana', idempotencyKey, ...amount };
}

function sellAll(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const portion = { side: 'sell', sellPortionBps: 10_000, lanePolicy: 'rpc-only' } as const;
  return { tokenAddress, chain: 'solana', idempotencyKey, ...portion };
}

function namesOf(part: string): string[] {
  return bench.events.filter(({ name }) => name.includes(part)).map(({ name }) => name);
}

async function until(description: string, condition: () => Promise<boolean>): Promise<void> {
  await waitUntil(condition, { timeoutMs: FOUND_TIMEOUT_MS, description });
}

async function assetOf(adapter: ExecutionAdapter, asset: string) {
  const { assets } = await adapter.reconcile();
  return assets.find((found) => found.asset === asset);
}

/** Waits until everything on chain is as the journal expects it, to the base unit. */
async function even(adapter: ExecutionAdapter): Promise<void> {
  await until('everything to be as expected', async () => {
    const { assets } = await adapter.reconcile();
    return assets.every(
      ({ verdict, expectedUnits, foundUnits }) =>
        verdict === 'even' && expectedUnits === foundUnits,
    );
  });
}

/** A wallet of its own with SOL. */
async function fundedStranger() {
  const stranger = bench.stranger();
  const rpc = createSolanaRpc(bench.sandbox.rpcUrl);
  await rpc.requestAirdrop(address(stranger.address), lamports(2_000_000_000n)).send();
  await until('the airdrop', async () => (await bench.chain.lamportsOf(stranger.address)) > 0n);
  return stranger;
}

describe('a wallet that only trades', () => {
  it('is even to the base unit after buys, sells and closed accounts', async () => {
    const adapter = bench.open(CHECKED);
    succeeded(await adapter.execute(buy('first')));
    succeeded(await adapter.execute(buy('second')));
    await adapter.idle();
    await even(adapter);
    succeeded(await adapter.execute(sellAll('third')));
    await adapter.idle();
    await even(adapter);
    expect(await bench.chain.unitsOf(bench.spark)).toBeUndefined();
    expect((await adapter.reconcile()).historyProblem).toBeUndefined();
    // The SOL that the wallet began with, and nothing else, was explained by a first look.
    expect(namesOf('execution.wallet.deposit')).toHaveLength(1);
    expect(namesOf('execution.wallet.deficit')).toEqual([]);
  });
});

describe('SOL that is paid out by hand', () => {
  it('is found twice over, as a signature and as a deficit, and halts until it is adopted', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ ...CHECKED, dataDirectory });
    succeeded(await adapter.execute(buy('first')));
    await adapter.idle();
    await even(adapter);
    await bench.chain.pay(bench.stranger().address, 5_000_000n);
    await until('the deficit', async () => namesOf('execution.wallet.deficit').length > 0);
    expect(await adapter.execute(buy('second'))).toMatchObject({
      success: false,
      status: 'denied',
    });
    const found = await assetOf(adapter, 'SOL');
    expect(found).toMatchObject({ verdict: 'deficit' });
    // What was paid, and the fee of one signature.
    expect((found?.expectedUnits ?? 0n) - (found?.foundUnits ?? 0n)).toBe(5_005_000n);
    expect((await adapter.reconcile()).historyProblem?.code).toBe('JOURNAL__FOREIGN_SIGNATURES');
    await adapter.close();

    const next = bench.open({ ...CHECKED, dataDirectory });
    expect(await next.execute(buy('second'))).toMatchObject({ success: false, status: 'denied' });
    await next.adoptHistory(DECISION);
    succeeded(await next.execute(buy('second')));
    await next.idle();
    await even(next);
    expect(await next.tradingState()).toMatchObject({ state: 'active' });
    expect(namesOf('execution.wallet.deficit')).toHaveLength(1);
  });
});

describe('tokens that somebody else takes', () => {
  it('halt the wallet although it signed nothing', async () => {
    const adapter = bench.open(CHECKED);
    succeeded(await adapter.execute(buy('first')));
    await adapter.idle();
    const thief = await fundedStranger();
    const source = await bench.chain.tokenAccountOf(bench.spark);
    await bench.chain.send(bench.sandbox.keypairPath, (owner) => [
      getApproveInstruction({ source, delegate: address(thief.address), owner, amount: 1_000n }),
    ]);
    await until('the signature', async () => namesOf('execution.wallet.foreign').length > 0);
    await adapter.adoptHistory(DECISION);
    await even(adapter);
    const mint = address(bench.spark.mint);
    const destination = await bench.chain.tokenAccountOf(bench.spark, thief.address);
    await bench.chain.send(thief.path, (payer) => [
      getCreateAssociatedTokenIdempotentInstruction({
        payer,
        ata: destination,
        owner: payer.address,
        mint,
      }),
      getTransferInstruction({ source, destination, authority: payer, amount: 1_000n }),
    ]);
    await until('the halt', async () => (await adapter.tradingState()).state === 'halted');
    const refused = await adapter.execute(buy('second'));
    expect(refused).toMatchObject({ errorCode: 'RECONCILE__DEFICIT', keyReusable: true });
    expect(refused.error).toContain(bench.spark.mint);
    const rpc = createSolanaRpc(bench.sandbox.rpcUrl);
    expect((await fetchToken(rpc, destination)).data.amount).toBe(1_000n);
    await adapter.adoptHistory(DECISION);
    succeeded(await adapter.execute(buy('second')));
    await adapter.idle();
    await even(adapter);
  });
});

describe('a deposit', () => {
  it('is written down and halts nobody', async () => {
    const adapter = bench.open(CHECKED);
    succeeded(await adapter.execute(buy('first')));
    await adapter.idle();
    await even(adapter);
    const giver = await fundedStranger();
    const destination = address(bench.sandbox.wallet);
    await bench.chain.send(giver.path, (source) => [
      getTransferSolInstruction({ source, destination, amount: 70_000_000n }),
    ]);
    await until('the deposit', async () => namesOf('execution.wallet.deposit').length > 1);
    const told = bench.events.findLast(({ name }) => name === 'execution.wallet.deposit');
    expect(JSON.stringify(told)).toContain('70000000 base units more');
    succeeded(await adapter.execute(buy('second')));
    await adapter.idle();
    await even(adapter);
    expect(await adapter.tradingState()).toMatchObject({ state: 'active' });
  });
});

describe('token accounts that lock SOL', () => {
  it('are listed with what closing them brings, and closed to the lamport', async () => {
    const adapter = bench.open(CHECKED);
    succeeded(await adapter.execute(buy('first')));
    await adapter.idle();
    const empty = await bench.chain.tokenAccountOf(bench.nova);
    const wrapped = await bench.chain.tokenAccountOf(WRAPPED_SOL);
    const full = await bench.chain.tokenAccountOf(bench.spark);
    await bench.chain.send(bench.sandbox.keypairPath, (payer) => [
      getCreateAssociatedTokenIdempotentInstruction({
        payer,
        ata: empty,
        owner: payer.address,
        mint: address(bench.nova.mint),
        tokenProgram: address(bench.nova.tokenProgram),
      }),
      getCreateAssociatedTokenIdempotentInstruction({
        payer,
        ata: wrapped,
        owner: payer.address,
        mint: address(WRAPPED_SOL.mint),
      }),
      getTransferSolInstruction({ source: payer, destination: wrapped, amount: 12_345n }),
      getSyncNativeInstruction({ account: wrapped }),
    ]);
    const { accounts } = await adapter.reclaimable();
    const verdicts = Object.fromEntries(accounts.map((one) => [one.address, one]));
    expect(verdicts[empty]).toMatchObject({
      verdict: 'closable',
      units: 0n,
      lamports: await bench.chain.lamportsOf(empty),
    });
    expect(verdicts[wrapped]).toMatchObject({
      verdict: 'closable',
      units: 12_345n,
      lamports: await bench.chain.lamportsOf(wrapped),
    });
    expect(verdicts[full]).toMatchObject({ verdict: 'holds-value' });

    // The wallet signed those two by hand.
    await until('the signature', async () => namesOf('execution.wallet.foreign').length > 0);
    await expect(adapter.reclaim()).rejects.toMatchObject({
      code: expect.stringMatching(/^(JOURNAL__FOREIGN_SIGNATURES|RECONCILE__DEFICIT)$/u),
    });
    await adapter.adoptHistory(DECISION);
    await even(adapter);
    const deposits = namesOf('execution.wallet.deposit').length;
    const locked = (verdicts[empty]?.lamports ?? 0n) + (verdicts[wrapped]?.lamports ?? 0n);
    const before = await bench.chain.lamportsOf(bench.sandbox.wallet);
    const reclaimed = await adapter.reclaim();
    expect(reclaimed).toMatchObject({ number: 1, status: 'landed' });
    expect(reclaimed?.accounts.toSorted()).toEqual([empty, wrapped].toSorted());
    // To the lamport: what both had in them, less the fee of one signature.
    const after = await bench.chain.lamportsOf(bench.sandbox.wallet);
    expect(after - before).toBe(locked - 5_000n);
    expect(reclaimed?.lamports).toBe(String(locked - 12_345n - 5_000n));
    expect(await bench.chain.unitsOf(bench.nova)).toBeUndefined();
    expect(await bench.chain.unitsOf(WRAPPED_SOL)).toBeUndefined();
    expect(await bench.chain.unitsOf(bench.spark)).toBeGreaterThan(0n);
    // It is the journal's own: neither foreign, nor a deposit, nor missing.
    await even(adapter);
    expect(namesOf('execution.wallet.deposit')).toHaveLength(deposits);
    expect((await adapter.reconcile()).historyProblem).toBeUndefined();
    expect(await adapter.reclaim()).toBeNull();
    succeeded(await adapter.execute(buy('second')));
  });
});
