import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TradeJson } from '../src/output/tradeJson.ts';
import { lamportsOf } from './support/chain.ts';
import {
  runQuantbot,
  startSandboxCommand,
  type Ended,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

const LIVE = { EXECUTION_DRY_RUN: 'false' };

let sandbox: SandboxCommand;

beforeAll(async () => {
  sandbox = await startSandboxCommand();
});

afterAll(async () => {
  await sandbox.stop();
});

/** Runs `execute --json` on the sandbox. */
async function execute(args: readonly string[], more: Variables = {}): Promise<Ended> {
  const { mint, variables } = sandbox;
  return runQuantbot(['execute', '--json', '--token', mint, ...args], { ...variables, ...more });
}

/** The whole standard output must be the answer. */
function answerOf({ stdout }: Ended): ExecutionResult {
  return JSON.parse(stdout) as ExecutionResult;
}

async function lamports(): Promise<bigint> {
  return lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
}

describe('quantbot execute', () => {
  it('stays dry by default: it answers and nothing moves', async () => {
    const before = await lamports();
    const ended = await execute(['--side', 'buy', '--amount', '0.5', '--key', 'dry']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
    expect(answerOf(ended)).toMatchObject({ success: true, dryRun: true, status: 'filled' });
    expect(answerOf(ended).txSignature).toMatch(/^dry-run-/u);
    expect(await lamports()).toBe(before);
  });

  it.each(['False', '0', 'no', ' false'])('stays dry for EXECUTION_DRY_RUN=%o', async (text) => {
    const before = await lamports();
    const args = ['--side', 'buy', '--amount', '0.5', '--key', 'dry'];
    const ended = await execute(args, { EXECUTION_DRY_RUN: text });
    expect(ended.status).toBe(0);
    expect(answerOf(ended)).toMatchObject({ success: true, dryRun: true });
    expect(ended.stderr).toContain(`EXECUTION_DRY_RUN=${JSON.stringify(text)} keeps dry-run`);
    expect(await lamports()).toBe(before);
  });

  it('buys and sells by every lane, to the lamport, and leaves nothing behind', async () => {
    const start = await lamports();
    const buy = answerOf(
      await execute(['--side', 'buy', '--amount', '1', '--lane', 'jito-only'], LIVE),
    );
    expect(buy).toMatchObject({ success: true, lane: 'jito', deduplicated: false });
    const bought = await lamports();
    expect(start - bought).toBe(1_000_000_000n + BigInt(buy.totalCostLamports ?? 0));
    const units = '1000000';
    const some = ['--side', 'sell', '--amount-base-units', units, '--lane', 'rpc-only'];
    const ended = await execute(some, LIVE);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(answerOf(ended)).toMatchObject({ success: true, lane: 'rpc', executedAmount: 1 });
    const race = ['--side', 'sell', '--amount', '2.5', '--lane', 'race'];
    expect(answerOf(await execute(race, LIVE))).toMatchObject({
      success: true,
      executedAmount: 2.5,
    });
    const all = ['--side', 'sell', '--portion-bps', '10000', '--lane', 'jito-then-rpc'];
    const exit = answerOf(await execute(all, LIVE));
    expect(exit).toMatchObject({ success: true });
    expect(exit.rent).toBeLessThan(0);
    const lost = start - (await lamports());
    expect(lost > 0n && lost < 10_000_000n).toBe(true);
  });

  it('exports rows whose sum is what the wallet lost on chain, to the lamport', async () => {
    const { EXECUTION_DATA_DIR = '' } = sandbox.variables;
    const books = { EXECUTION_DATA_DIR: `${EXECUTION_DATA_DIR}-books` };
    const before = await lamports();
    const buy = ['--side', 'buy', '--amount', '0.3', '--key', '=booked', '--strategy', 'test'];
    await execute(buy, { ...LIVE, ...books });
    const some = ['--side', 'sell', '--portion-bps', '5000', '--lane', 'rpc-only'];
    await execute(some, { ...LIVE, ...books });
    const spent = (await lamports()) - before;
    const variables = { ...sandbox.variables, ...books };
    const table = await runQuantbot(['journal', 'export', '--format', 'jsonl'], variables);
    const rows = table.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    expect(rows.map(({ side, strategy }) => `${side} ${strategy}`)).toEqual(['buy test', 'sell ']);
    const sum = rows.reduce((total, row) => total + BigInt(row['walletLamports'] ?? ''), 0n);
    expect(sum).toBe(spent);
    const csv = await runQuantbot(['journal', 'export'], variables);
    expect(csv.stdout.split('\n')[1]).toContain("'=booked,live,");
  });

  it('moves money once for one key, and says that the second answer is a repeat', async () => {
    const args = ['--side', 'buy', '--amount', '0.25', '--key', 'once'];
    const first = answerOf(await execute(args, LIVE));
    const between = await lamports();
    const second = await execute(args, LIVE);
    expect(await lamports()).toBe(between);
    expect(second.status).toBe(0);
    expect(answerOf(second)).toMatchObject({
      success: true,
      deduplicated: true,
      txSignature: first.txSignature,
    });
    const dry = answerOf(await execute(args));
    expect(dry).toMatchObject({ success: true, txSignature: first.txSignature });
    const other = await execute(['--side', 'buy', '--amount', '0.26', '--key', 'once'], LIVE);
    expect(other.status).toBe(3);
    expect(answerOf(other).errorCode).toBe('IDEMPOTENCY__REQUEST_MISMATCH');
    expect(await lamports()).toBe(between);
  });

  it('moves money once when two processes start at the same moment with one key', async () => {
    const before = await lamports();
    const args = ['--side', 'buy', '--amount', '0.25', '--key', 'at-once'];
    const ended = await Promise.all([execute(args, LIVE), execute(args, LIVE)]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    const answers = ended.map(answerOf);
    expect(answers.filter(({ deduplicated }) => deduplicated === true)).toHaveLength(1);
    expect(answers.filter(({ deduplicated }) => deduplicated === false)).toHaveLength(1);
    const [left, right] = answers;
    expect(left?.txSignature).toBe(right?.txSignature);
    const costs = BigInt(left?.totalCostLamports ?? 0);
    expect(before - (await lamports())).toBe(250_000_000n + costs);
  });

  it('answers a person as well', async () => {
    const { mint, variables } = sandbox;
    const args = ['execute', '--side', 'buy', '--token', mint, '--amount', '0.1'];
    const { status, stdout } = await runQuantbot(args, { ...variables, ...LIVE });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^✔ settling: confirmed in a block, finality follows\n {2}signature \w+/u,
    );
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('keeps apart what is asked for in another data directory', async () => {
    const elsewhere = { EXECUTION_DATA_DIR: join(sandbox.directory, 'elsewhere') };
    const args = ['--side', 'buy', '--amount', '0.1', '--key', 'once'];
    const answer = answerOf(await execute(args, { ...LIVE, ...elsewhere }));
    expect(answer).toMatchObject({ success: true, deduplicated: false });
  });

  it('leaves a trade to finality, which resume sees and books', async () => {
    const key = 'one-shot';
    const own = { ...LIVE, EXECUTION_DATA_DIR: join(sandbox.directory, 'one-shot') };
    const buy = answerOf(await execute(['--side', 'buy', '--amount', '0.2', '--key', key], own));
    expect(buy).toMatchObject({ success: true, finality: 'confirmed' });
    const variables = { ...sandbox.variables, ...own };
    const resumed = await runQuantbot(['resume', '--json'], variables);
    expect(resumed).toMatchObject({ status: 0, stderr: '' });
    const [trade, ...others] = JSON.parse(resumed.stdout) as TradeJson[];
    expect(others).toEqual([]);
    expect(trade).toMatchObject({ key, status: 'filled', result: { finality: 'finalized' } });
    const again = await runQuantbot(['resume'], variables);
    expect(again).toMatchObject({ status: 0, stdout: 'No trade is open.\n' });
  });
});
