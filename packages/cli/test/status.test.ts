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
/** A blockhash lives 150 slots: long enough here to start a few processes on a busy machine. */
const SLOT_MS = 200;
/** Here it is to be over soon. */
const QUICK_SLOT_MS = 20;
const SIGNED_TIMEOUT_MS = 120_000;

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

function executeArgs(key: string): string[] {
  const amount = ['--side', 'buy', '--amount', '0.5', '--lane', 'rpc-only'];
  return ['execute', '--json', '--token', sandbox.mint, '--key', key, ...amount];
}

/** Variables with a data directory of the test's own. */
function variablesFor(name: string, more: Variables = {}): Variables {
  const own = { EXECUTION_DATA_DIR: join(sandbox.directory, name) };
  return { ...sandbox.variables, ...LIVE, ...own, ...more };
}

async function statusOf(key: string, variables: Variables): Promise<HistoryJson> {
  const { stdout } = await runQuantbot(['status', key, '--json'], variables);
  return JSON.parse(stdout) as HistoryJson;
}

function answerOf({ stdout }: Ended): ExecutionResult {
  return JSON.parse(stdout) as ExecutionResult;
}

async function lamports(): Promise<bigint> {
  return lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
}

/** Starts a trade whose bytes reach nobody, and waits until its signature is journalled. */
async function startSwallowed(
  key: string,
  variables: Variables,
): Promise<{ readonly running: Running; readonly history: HistoryJson }> {
  const running = startQuantbot(executeArgs(key), { ...variables, SOLANA_RPC_URL: node.url });
  await waitUntil(() => storedTrade(variables, key)?.attempts.length === 1, {
    timeoutMs: SIGNED_TIMEOUT_MS,
    description: 'the signature in the journal',
  });
  return { running, history: await statusOf(key, variables) };
}

describe('quantbot status', () => {
  it('shows a trade while its owner runs, and after the owner was killed; a repeat lands it once', async () => {
    const variables = variablesFor('killed');
    const before = await lamports();
    const { running, history } = await startSwallowed('killed', variables);
    const letPass = await holdSlots(sandbox.line.rpcUrl);
    onTestFinished(letPass);
    const [attempt] = history.attempts;
    expect(history.followed).toBe(true);
    expect(history.trade).toMatchObject({ key: 'killed', mode: 'live', status: 'executing' });
    expect(history.events.map(({ event }) => event.name).slice(0, 3)).toEqual([
      'TradeReceived',
      'TradeAdmitted',
      'AttemptSigned',
    ]);
    running.child.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    const killed = await statusOf('killed', variables);
    expect(killed.attempts).toHaveLength(1);
    expect(killed.followed).toBe(false);
    expect(killed.attempts[0]?.signature).toBe(attempt?.signature);
    const human = await runQuantbot(['status', 'killed'], variables);
    expect(human).toMatchObject({ status: 0, stderr: '' });
    expect(human.stdout).toContain(attempt?.signature);
    expect(human.stdout).toContain('can land until block height');
    expect(human.stdout).toMatch(/^followed +by nobody: .*; run quantbot resume$/mu);
    expect(await lamports()).toBe(before);

    await letPass();
    const ended = await runQuantbot(executeArgs('killed'), variables);
    expect(ended.status).toBe(0);
    const answer = answerOf(ended);
    expect(answer).toMatchObject({
      success: true,
      deduplicated: true,
      attempts: 1,
      txSignature: attempt?.signature,
    });
    const paid = 500_000_000n + BigInt(answer.totalCostLamports ?? 0);
    expect(before - (await lamports())).toBe(paid);
  });

  it('keeps the signed bytes to itself', async () => {
    const { stdout } = await runQuantbot(['status', 'killed', '--json'], variablesFor('killed'));
    expect(Object.keys(JSON.parse(stdout))).toEqual(['trade', 'attempts', 'events', 'followed']);
    expect(stdout).toContain('AttemptSigned');
    expect(stdout).not.toContain('wireBase64');
  });

  it('ends with 5 when the caller waits for nothing at all', async () => {
    const variables = variablesFor('impatient');
    const args = [...executeArgs('impatient'), '--wait-ms', '0'];
    const ended = await runQuantbot(args, variables);
    expect(ended.status).toBe(5);
    const before = await lamports();
    const repeat = answerOf(await runQuantbot(executeArgs('impatient'), variables));
    expect(repeat).toMatchObject({ success: true, attempts: 1 });
    expect(before - (await lamports()) >= 500_000_000n).toBe(true);
  });
});

// Side by side: each has a key and a directory of its own, and none asks what the wallet holds.
describe.concurrent('quantbot status, and the status that execute ends with', () => {
  it('ends with 5 while the outcome is unknown, and says what can still land', async () => {
    const variables = variablesFor('unknown');
    const { running } = await startSwallowed('unknown', variables);
    // However long it waits: the one that does not wait at all is told the same.
    const ended = await runQuantbot([...executeArgs('unknown'), '--wait-ms', '0'], variables);
    expect(ended.status).toBe(5);
    const answer = answerOf(ended);
    expect(answer).toMatchObject({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    const { attempts } = await statusOf('unknown', variables);
    expect(attempts.map(({ signature }) => signature)).toEqual([answer.txSignature]);
    running.child.kill('SIGKILL');
    await running.ended;
    const repeat = answerOf(await runQuantbot(executeArgs('unknown'), variables));
    expect(repeat).toMatchObject({ success: true, txSignature: answer.txSignature });
  });

  it('answers what is known when it is asked to stop, and signs nothing more', async () => {
    const variables = variablesFor('stopped');
    const { running, history } = await startSwallowed('stopped', variables);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended).toMatchObject({ status: 5, signal: null });
    expect(answerOf(ended)).toMatchObject({
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      txSignature: history.attempts[0]?.signature,
    });
  });

  it('ends with 4 when it is proven that the bytes can never land', async () => {
    const quick = await startSandboxCommand(QUICK_SLOT_MS);
    const quickNode = await serveSwallowingNode(quick.line.rpcUrl);
    try {
      const before = await lamportsOf(quick.line.rpcUrl, quick.line.wallet);
      const configPath = join(quick.directory, 'one-attempt.json');
      const config: object = JSON.parse(readFileSync(quick.line.configPath, 'utf8'));
      writeFileSync(configPath, JSON.stringify({ ...config, maxRetries: 0 }));
      const own = { EXECUTION_CONFIG: configPath, SOLANA_RPC_URL: quickNode.url };
      const args = ['execute', '--json', '--token', quick.mint, '--side', 'buy', '--amount', '0.5'];
      const ended = await runQuantbot([...args, '--lane', 'rpc-only'], {
        ...quick.variables,
        ...LIVE,
        ...own,
      });
      expect(ended.status).toBe(4);
      expect(answerOf(ended)).toMatchObject({ success: false, errorCode: 'CONFIRM__EXPIRED' });
      expect(quickNode.sends()).toBeGreaterThan(0);
      const key = answerOf(ended).idempotencyKey ?? '';
      const shown = await runQuantbot(['status', key], { ...quick.variables, ...own });
      expect(shown.stdout).toMatch(
        /expired, proven dead\n.*\n +dead above block height \d+, told by 1/u,
      );
      expect(shown.stdout).toMatch(
        /operator +node +finalized height +not found at slot +history from slot\n +\S+ +http\S+ +\d+ +\d+ +\d+\n/u,
      );
      expect(await lamportsOf(quick.line.rpcUrl, quick.line.wallet)).toBe(before);
    } finally {
      quickNode.close();
      await quick.stop();
    }
  });

  it('denies a key that it does not know', async () => {
    const { status, stderr } = await runQuantbot(['status', 'none'], variablesFor('killed'));
    expect(status).toBe(3);
    expect(stderr).toMatch(/^JOURNAL__TRADE_NOT_FOUND: .*no trade with key "none"/u);
  });

  it.each([['list'], ['status', 'any']])(
    'says when there is no journal yet: %s',
    async (...args) => {
      const variables = variablesFor('empty');
      const human = await runQuantbot(args, variables);
      expect(human.status).toBe(2);
      expect(human.stderr).toContain(`There is no journal at ${variables['EXECUTION_DATA_DIR']}`);
      const machine = await runQuantbot([...args, '--json'], variables);
      expect(machine.status).toBe(2);
      expect(JSON.parse(machine.stdout)).toMatchObject({ errorCode: 'JOURNAL__MISSING' });
    },
  );
});

describe('quantbot list', () => {
  it('lists the newest trades, for people and for machines', async () => {
    const variables = variablesFor('killed');
    const human = await runQuantbot(['list'], variables);
    expect(human).toMatchObject({ status: 0, stderr: '' });
    expect(human.stdout).toMatch(
      /^trading  active\nwhen \(UTC\) .*\n.* killed +live +\w+ +buy for 0\.5 SOL/u,
    );
    const machine = await runQuantbot(['list', '--json', '--limit', '1'], variables);
    const trades = JSON.parse(machine.stdout) as readonly TradeJson[];
    expect(trades.map(({ key }) => key)).toEqual(['killed']);
    expect(machine.stdout).not.toContain('wireBase64');
  });

  it.each(['0', '-1', 'x'])('refuses --limit %s', async (text) => {
    const { status } = await runQuantbot(['list', `--limit=${text}`], variablesFor('killed'));
    expect(status).toBe(2);
  });
});
