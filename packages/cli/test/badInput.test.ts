import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { run } from '../src/run.ts';
import { captureConsole } from '../src/testing/captureConsole.ts';
import { lamportsOf, transactionsOf } from './support/chain.ts';
import {
  runQuantbot,
  startSandboxCommand,
  type Ended,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

const LIVE = { EXECUTION_DRY_RUN: 'false' };
const BUY = ['--side', 'buy', '--amount', '0.5'];
/** A port that nothing listens on, and that is not on the list of ports nobody may ask. */
const NOWHERE = 'http://127.0.0.1:2';
const SYSTEM_PROGRAM = '11111111111111111111111111111111';

let sandbox: SandboxCommand;
let runs = 0;
let before: { readonly lamports: bigint; readonly transactions: number };

async function walletNow() {
  const { rpcUrl, wallet } = sandbox.line;
  return {
    lamports: await lamportsOf(rpcUrl, wallet),
    transactions: await transactionsOf(rpcUrl, wallet),
  };
}

beforeAll(async () => {
  sandbox = await startSandboxCommand();
  before = await walletNow();
});

afterAll(async () => {
  // Whatever was refused above, nothing was sent.
  const after = await walletNow();
  await sandbox.stop();
  expect(after).toEqual(before);
});

/** Variables of a run that trades live, in a data directory of its own. */
function variablesOfRun(more: Variables): Variables {
  runs += 1;
  const own = { EXECUTION_DATA_DIR: join(sandbox.directory, `data-${runs}`) };
  return { ...sandbox.variables, ...LIVE, ...own, ...more };
}

async function execute(args: readonly string[], more: Variables = {}): Promise<Ended> {
  return runQuantbot(['execute', ...args], variablesOfRun(more));
}

/** The same command without a process of its own, whose start takes longer than all that it does. */
async function executeHere(
  args: readonly string[],
  more: Variables,
): Promise<Pick<Ended, 'status' | 'stdout' | 'stderr'>> {
  const printed = captureConsole();
  for (const [name, value] of Object.entries(variablesOfRun(more))) vi.stubEnv(name, value);
  const status = await run(['node', 'quantbot', 'execute', ...args]);
  return { status, stdout: printed.out(), stderr: printed.err() };
}

/** Code of a refusal, and what its message must say. */
interface Refusal {
  readonly code: string;
  readonly says: readonly string[];
}

/** Runs with `--json` and holds the answer against the code, the status and what it must say. */
async function expectRefusal(
  args: readonly string[],
  more: Variables,
  expected: Refusal & { readonly status: number },
): Promise<void> {
  const token = args.includes('--token') ? [] : ['--token', sandbox.mint];
  const ended = await executeHere(['--json', ...token, ...args], more);
  const answer = JSON.parse(ended.stdout) as ExecutionResult;
  expect({ status: ended.status, code: answer.errorCode, success: answer.success }).toEqual({
    status: expected.status,
    code: expected.code,
    success: false,
  });
  for (const text of expected.says) expect(answer.error).toContain(text);
  // On public clusters a key in the clear is warned of, whatever else is wrong.
  expect(ended.stderr.replace(/^The key file .* is not encrypted.*\n\n?/u, '')).toBe('');
}

describe.concurrent('usage', () => {
  it.each([
    [[...BUY, '--token', 'T', '--nonsense'], "unknown option '--nonsense'"],
    [['--token', 'T', '--amount', '1'], "required option '--side <side>' not specified"],
    [['--side', 'hold', '--token', 'T', '--amount', '1'], "'hold' is invalid"],
    [[...BUY.slice(0, 2), '--token', 'T', '--amount', 'abc'], '"abc" is not a number'],
    [[...BUY, '--token', 'T', '--portion-bps', '5000'], 'cannot be used with option'],
    [[...BUY, '--token', 'T', '--lane', 'fast'], 'jito-only, jito-then-rpc, race, rpc-only'],
    [
      ['--side', 'sell', '--token', 'T', '--amount', '12345678901.123456789'],
      'more digits than a number holds',
    ],
  ])('refuses %j', async (args, says) => {
    const { status, stdout, stderr } = await execute(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('configuration', () => {
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(sandbox.directory, name);
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return path;
  };
  const keyText = (): string => readFileSync(sandbox.line.keypairPath, 'utf8');

  it.each<[string, (text: () => string) => [text: string, mode: number], Refusal]>([
    [
      'lax',
      (text) => [text(), 0o644],
      { code: 'WALLET__FILE_MODE_TOO_OPEN', says: ['0644', 'chmod 600'] },
    ],
    [
      'truncated',
      (text) => [text().slice(0, 40), 0o600],
      { code: 'WALLET__FILE_MALFORMED', says: ['not complete JSON'] },
    ],
    [
      'wrong-length',
      (text) => [JSON.stringify(JSON.parse(text()).slice(0, 32)), 0o600],
      { code: 'WALLET__KEY_LENGTH_INVALID', says: ['holds 32 bytes; a key pair has 64'] },
    ],
  ])('refuses a %s key file and shows none of it', async (name, make, refusal) => {
    const path = write(`${name}.json`, ...make(keyText));
    await expectRefusal(BUY, { EXECUTION_KEYPAIR_PATH: path }, { status: 2, ...refusal });
  });

  it('refuses a key file that is not there', async () => {
    const path = join(sandbox.directory, 'none.json');
    const expected = { status: 2, code: 'WALLET__FILE_MISSING', says: [path] };
    await expectRefusal(BUY, { EXECUTION_KEYPAIR_PATH: path }, expected);
  });

  it.each<[string, string, Refusal]>([
    ['broken', '{"limits": ', { code: 'CONFIG__FILE_MALFORMED', says: ['broken.json'] }],
    ['unknown', '{"slipageBps": 5}', { code: 'CONFIG__FIELD_UNKNOWN', says: ['slipageBps'] }],
    [
      'nested',
      '{"limits": {"maxTrade": 5}}',
      { code: 'CONFIG__FIELD_UNKNOWN', says: ['limits.maxTrade'] },
    ],
    ['dry-run', '{"dryRun": false}', { code: 'CONFIG__FIELD_UNKNOWN', says: ['dryRun'] }],
    ['no-limits', '{}', { code: 'CONFIG__LIMITS_MISSING', says: ['tradeLamportsMax'] }],
    [
      'contradiction',
      '{"slippageBps": 900, "slippageBpsMax": 100}',
      { code: 'CONFIG__CONTRADICTION', says: ['slippageBps 900 contradicts slippageBpsMax 100'] },
    ],
  ])('refuses a configuration file: %s', async (name, text, refusal) => {
    // Limits are checked before contradictions; give them where they are not the point.
    const limits = readFileSync(sandbox.line.configPath, 'utf8');
    const whole =
      name === 'contradiction'
        ? JSON.stringify({ ...JSON.parse(limits), ...JSON.parse(text) })
        : text;
    const path = write(`${name}.json`, whole);
    await expectRefusal(BUY, { EXECUTION_CONFIG: path }, { status: 2, ...refusal });
  });

  it.each<[Variables, string, string[]]>([
    [{ EXECUTION_CONFIG: '/nonexistent.json' }, 'CONFIG__FILE_UNREADABLE', ['/nonexistent.json']],
    [{ SOLANA_RPC_URL: 'nowhere' }, 'CONFIG__FIELD_INVALID', ['SOLANA_RPC_URL']],
    [{ EXECUTION_CLUSTER: 'moon' }, 'CONFIG__FIELD_INVALID', ['"moon"', 'mainnet-beta']],
    [
      { USE_REAL_EXECUTION: 'false' },
      'CONFIG__CONTRADICTION',
      ['EXECUTION_ADAPTER=real contradicts USE_REAL_EXECUTION=false'],
    ],
    [{ EXECUTION_CLUSTER: 'devnet' }, 'CONFIG__CLUSTER_MISMATCH', ['devnet']],
  ])('refuses %j', async (variables, code, says) => {
    await expectRefusal(BUY, variables, { status: 2, code, says });
  });

  it('refuses to trade live where the environment asks for the stub', async () => {
    const ended = await execute(['--json', '--token', sandbox.mint, ...BUY], {
      EXECUTION_ADAPTER: 'stub',
    });
    expect(ended.status).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ errorCode: 'CONFIG__CONTRADICTION' });
  });
});

describe('requests', () => {
  const buy = (amount: string): string[] => ['--side', 'buy', '--amount', amount];

  it.each<[string[], string, string[]]>([
    [buy('NaN'), 'VALIDATE__AMOUNT_NOT_FINITE', ['NaN']],
    [buy('Infinity'), 'VALIDATE__AMOUNT_NOT_FINITE', ['Infinity']],
    [buy('0'), 'VALIDATE__AMOUNT_NOT_POSITIVE', ['0']],
    [['--side', 'buy', '--amount=-1'], 'VALIDATE__AMOUNT_NOT_POSITIVE', ['-1']],
    [buy('0.1234567891'), 'VALIDATE__AMOUNT_PRECISION_EXCEEDS', ['0.1234567891', '0.123456789']],
    [['--side', 'buy'], 'VALIDATE__AMOUNT_MISSING', []],
    [['--side', 'sell', '--portion-bps', '10001'], 'VALIDATE__PORTION_OUT_OF_RANGE', ['10001']],
    [[...BUY, '--slippage-bps', '9999'], 'VALIDATE__SLIPPAGE_EXCEEDS_CEILING', ['9999', '1000']],
    [[...BUY, '--slippage-bps', '20000'], 'VALIDATE__SLIPPAGE_OUT_OF_RANGE', ['20000']],
    [[...BUY, '--token', 'not-a-mint'], 'VALIDATE__TOKEN_ADDRESS_MALFORMED', ['not-a-mint']],
    [[...BUY, '--token', SYSTEM_PROGRAM], 'MINT__NOT_A_TOKEN', [SYSTEM_PROGRAM]],
    [buy('6'), 'RISK__TRADE_EXCEEDS_MAXIMUM', ['6000000000', '5000000000']],
    [
      ['--side', 'sell', '--portion-bps', '10000'],
      'VALIDATE__PORTION_TOO_SMALL',
      ['of the 0 base'],
    ],
    [['--side', 'sell', '--amount', '1'], 'WALLET__TOKEN_BELOW_REQUIRED', ['holds 0', '1000000']],
  ])('denies %j', async (args, code, says) => {
    await expectRefusal(args, {}, { status: 3, code, says });
  });

  it('denies a mint that does not exist', async () => {
    const mint = 'SysvarStakeHistory1111111111111111111111112';
    await expectRefusal(
      [...BUY, '--token', mint],
      {},
      {
        status: 3,
        code: 'MINT__NOT_FOUND',
        says: [mint],
      },
    );
  });

  it('denies a buy that the wallet cannot pay', async () => {
    const { createNodePlatform } = await import('@quantbot/executor');
    const seed = new Uint8Array(32).fill(7);
    const { publicKey } = createNodePlatform().importEd25519Seed(seed);
    const path = join(sandbox.directory, 'empty-wallet.json');
    writeFileSync(path, JSON.stringify([...seed, ...publicKey]), { mode: 0o600 });
    await expectRefusal(
      BUY,
      { EXECUTION_KEYPAIR_PATH: path },
      {
        status: 3,
        code: 'WALLET__SOL_BELOW_REQUIRED',
        says: ['has 0 lamports'],
      },
    );
  });

  it.each<[string, { readonly variables: Variables; readonly args: string[] }, Refusal]>([
    [
      'node',
      { variables: { SOLANA_RPC_URL: NOWHERE }, args: [] },
      { code: 'RPC__UNAVAILABLE', says: ['127.0.0.1:2'] },
    ],
    [
      'venue',
      { variables: { JUPITER_API_URL: NOWHERE }, args: [] },
      { code: 'QUOTE__UNAVAILABLE', says: ['JUPITER_API_URL'] },
    ],
    [
      'block engine',
      { variables: { JITO_BLOCK_ENGINE_URL: NOWHERE }, args: ['--lane', 'jito-only'] },
      { code: 'LANE__BLOCK_ENGINE_UNAVAILABLE', says: ['127.0.0.1:2'] },
    ],
  ])('denies when the %s cannot be reached', async (_name, { variables, args }, refusal) => {
    await expectRefusal([...BUY, ...args], variables, { status: 3, ...refusal });
  });

  it('tells a person the code, the value and the rule', async () => {
    const { status, stdout } = await execute(['--token', sandbox.mint, ...buy('0')]);
    expect(status).toBe(3);
    expect(stdout).toContain('✖ VALIDATE__AMOUNT_NOT_POSITIVE');
  });
});
