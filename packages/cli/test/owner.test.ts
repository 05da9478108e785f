import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { HistoryJson, TradeJson } from '../src/output/tradeJson.ts';
import { holdSlots, lamportsOf } from './support/chain.ts';
import {
  runQuantbot,
  startQuantbot,
  startSandboxCommand,
  type Ended,
  type Running,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';
import { storedTrade } from './support/storedTrade.ts';
import { serveSwallowingNode, type SwallowingNode } from './support/swallowingNode.ts';

const LIVE = { EXECUTION_DRY_RUN: 'false' };
/** A blockhash lives 150 slots: long enough to start a few processes on a busy machine. */
const SLOT_MS = 250;
/** Here it is to be over soon. */
const QUICK_SLOT_MS = 20;
const CLAIMED_TIMEOUT_MS = 120_000;

let sandbox: SandboxCommand;
let node: SwallowingNode;

beforeAll(async () => {
  sandbox = await startSandboxCommand(SLOT_MS);
  node = await serveSwallowingNode(sandbox.line.rpcUrl);
});

afterAll(async () => {
  node.close();
  await sandbox.stop();
});

/** Variables with a data directory of the test's own. */
function variablesFor(name: string, more: Variables = {}): Variables {
  return { ...sandbox.variables, EXECUTION_DATA_DIR: join(sandbox.directory, name), ...more };
}

function executeArgs(key: string): string[] {
  const amount = ['--side', 'buy', '--amount', '0.5', '--lane', 'rpc-only'];
  return ['execute', '--json', '--token', sandbox.mint, '--key', key, ...amount];
}

async function historyOf(key: string, variables: Variables): Promise<HistoryJson | undefined> {
  const { stdout } = await runQuantbot(['status', key, '--json'], variables);
  const parsed = JSON.parse(stdout) as HistoryJson | ExecutionResult;
  return 'trade' in parsed ? parsed : undefined;
}

/** Starts a trade and waits until the journal has it in this state. */
async function startTrade(
  key: string,
  variables: Variables,
  status: 'admitted' | 'executing',
): Promise<Running> {
  const running = startQuantbot(executeArgs(key), { ...variables, ...LIVE });
  await waitUntil(() => storedTrade(variables, key)?.status === status, {
    timeoutMs: CLAIMED_TIMEOUT_MS,
    description: `the trade ${status}`,
  });
  return running;
}

function answerOf({ stdout }: Ended): ExecutionResult {
  return JSON.parse(stdout) as ExecutionResult;
}

async function lamports(): Promise<bigint> {
  return lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
}

describe('while another process owns the data directory', () => {
  it('cancel ends what is not signed, from a dry shell, and whoever waits hears of it', async () => {
    const variables = variablesFor('unsigned', { SOLANA_RPC_URL: node.url });
    // The token is busy with a trade that never lands, so that the next one waits in line.
    const owner = await startTrade('front', variables, 'executing');
    const waiting = await startTrade('unsigned', variables, 'admitted');
    const before = await lamports();
    const cancelled = await runQuantbot(['cancel', 'unsigned', '--json'], variables);
    expect(cancelled.status).toBe(0);
    expect(answerOf(cancelled)).toMatchObject({ errorCode: 'TRADE__CANCELLED' });
    const ended = await waiting.ended;
    expect(ended.status).toBe(3);
    expect(answerOf(ended)).toMatchObject({ errorCode: 'TRADE__CANCELLED', status: 'cancelled' });
    expect((await historyOf('unsigned', variables))?.attempts).toEqual([]);
    const again = await runQuantbot(executeArgs('unsigned'), { ...variables, ...LIVE });
    expect(answerOf(again)).toMatchObject({ errorCode: 'TRADE__CANCELLED', keyReusable: false });
    expect(await lamports()).toBe(before);
    owner.child.kill('SIGKILL');
    await owner.ended;
  });

  it('cancel is remembered of what is signed, and execute attaches to it', async () => {
    const variables = variablesFor('signed');
    const owner = await startTrade(
      'signed',
      { ...variables, SOLANA_RPC_URL: node.url },
      'executing',
    );
    const letPass = await holdSlots(sandbox.line.rpcUrl);
    onTestFinished(letPass);
    const cancelled = await runQuantbot(['cancel', 'signed'], variables);
    expect(cancelled).toMatchObject({ status: 5, stderr: '' });
    expect(cancelled.stdout).toContain('signed is signed and cannot be called back');
    expect((await historyOf('signed', variables))?.trade.cancelRequested).toBe(true);
    const status = await runQuantbot(['status', 'signed'], variables);
    expect(status.stdout).toContain('asked for: no further attempt is made');

    const waiting = [...executeArgs('signed'), '--wait-ms', '0'];
    const attached = await runQuantbot(waiting, { ...variables, ...LIVE });
    expect(attached).toMatchObject({ status: 5, stderr: '' });
    expect(answerOf(attached)).toMatchObject({ deduplicated: true });

    const dry = await runQuantbot(executeArgs('signed'), variables);
    expect(dry.status).toBe(2);
    expect(answerOf(dry)).toMatchObject({ errorCode: 'CONTROL__OWNER_MISMATCH' });

    owner.child.kill('SIGKILL');
    await owner.ended;
    await letPass();
    const landed = await runQuantbot(executeArgs('signed'), { ...variables, ...LIVE });
    expect(answerOf(landed)).toMatchObject({ success: true, deduplicated: true, attempts: 1 });
  });
});

describe('an owner that hangs', () => {
  it('is halted by the file, which it finds once it goes on, and so does the next one', async () => {
    const variables = variablesFor('hanging', { SOLANA_RPC_URL: node.url });
    const owner = await startTrade('front', variables, 'executing');
    owner.child.kill('SIGSTOP');
    const halted = await runQuantbot(['halt', '--reason', 'it hangs', '--json'], variables);
    const file = join(sandbox.directory, 'hanging', 'HALT');
    expect(halted).toMatchObject({ status: 0 });
    expect(JSON.parse(halted.stdout)).toMatchObject({
      means: 'halt-file',
      state: 'halted',
      haltFilePath: file,
      problem: { code: expect.stringMatching(/^CONTROL__/u) as string },
    });
    expect(readFileSync(file, 'utf8')).toContain('it hangs');
    owner.child.kill('SIGCONT');
    const refused = async (key: string) =>
      answerOf(await runQuantbot(executeArgs(key), { ...variables, ...LIVE }));
    const denial = { success: false, errorCode: 'RISK__TRADING_HALTED', keyReusable: true };
    expect(await refused('asked-of-the-one-that-hung')).toMatchObject(denial);
    owner.child.kill('SIGKILL');
    await owner.ended;
    expect(await refused('asked-of-the-next')).toMatchObject(denial);
  });
});

// Side by side: each has a directory of its own, and none asks what the wallet holds.
describe.concurrent('whoever owns the directory, and when nobody does', () => {
  it('resume sees the trades of the owner through, also when that dies', async () => {
    const variables = variablesFor('resumed');
    const swallowed = { ...variables, SOLANA_RPC_URL: node.url };
    const owner = await startTrade('resumed', swallowed, 'executing');
    const resuming = startQuantbot(['resume', '--json'], variables);
    owner.child.kill('SIGKILL');
    const { status, stdout, stderr } = await resuming.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const trades = JSON.parse(stdout) as TradeJson[];
    expect(trades).toMatchObject([{ key: 'resumed', status: 'filled' }]);
  });

  it('resolve is refused while the chain can still tell, and then taken, whoever owns the directory', async () => {
    const quick = await startSandboxCommand(QUICK_SLOT_MS);
    const quickNode = await serveSwallowingNode(quick.line.rpcUrl);
    try {
      // One operator alone, where two are wanted: nobody can ever prove the death.
      const configPath = join(quick.directory, 'two-witnesses.json');
      const config: object = JSON.parse(readFileSync(quick.line.configPath, 'utf8'));
      writeFileSync(configPath, JSON.stringify({ ...config, allowSingleWitness: false }));
      const data = { EXECUTION_DATA_DIR: join(quick.directory, 'resolved') };
      const variables = { ...quick.variables, ...data, EXECUTION_CONFIG: configPath };
      const args = ['execute', '--json', '--token', quick.mint, '--side', 'buy', '--amount', '0.5'];
      const owner = startQuantbot([...args, '--key', 'lost', '--lane', 'rpc-only'], {
        ...variables,
        ...LIVE,
        SOLANA_RPC_URL: quickNode.url,
      });
      await waitUntil(() => storedTrade(variables, 'lost')?.attempts.length === 1, {
        timeoutMs: CLAIMED_TIMEOUT_MS,
        description: 'the signature',
      });
      const decide = [
        'resolve',
        'lost',
        '--as',
        'dead',
        '--reason',
        'the node ate it',
        '--by',
        'ann',
      ];
      const contrary = await runQuantbot(
        ['resolve', 'lost', '--as', 'dead', '--reason', 'r', '--signature', 'another', '--json'],
        variables,
      );
      expect(contrary.status).toBe(3);
      expect(answerOf(contrary)).toMatchObject({ errorCode: 'RESOLVE__SIGNATURE_MISMATCH' });
      await waitUntil(async () => (await runQuantbot(decide, variables)).status === 0, {
        timeoutMs: CLAIMED_TIMEOUT_MS,
        description: 'the decision',
      });
      const ended = await owner.ended;
      expect(ended.status).toBe(4);
      expect(answerOf(ended)).toMatchObject({
        status: 'resolved',
        errorCode: 'RESOLVE__HELD_FOR_DEAD',
      });
      const human = await runQuantbot(['status', 'lost'], variables);
      expect(human.stdout).toContain('as dead by ann: the node ate it');
      const again = await runQuantbot([...decide, '--json'], variables);
      expect(again.status).toBe(3);
      expect(answerOf(again)).toMatchObject({ errorCode: 'RESOLVE__STATE_NOT_ALLOWED' });
    } finally {
      quickNode.close();
      await quick.stop();
    }
  });

  it('cancel takes the lock, and knows the keys of the journal alone', async () => {
    const variables = variablesFor('unsigned');
    const { status, stderr } = await runQuantbot(['cancel', 'nobody'], variables);
    expect(status).toBe(3);
    expect(stderr).toContain('JOURNAL__TRADE_NOT_FOUND');
    const ended = await runQuantbot(['cancel', 'unsigned', '--json'], variables);
    expect(ended.status).toBe(0);
    expect(answerOf(ended)).toMatchObject({ status: 'cancelled' });
  });
});
