import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lamportsOf } from './support/chain.ts';
import {
  runQuantbot,
  startQuantbot,
  startSandboxCommand,
  type Running,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

const SLOT_MS = 15;
const READY_TIMEOUT_MS = 20_000;
/** Characters of a secret that must show nowhere together. */
const PIECE = 12;
const SECRET = 'a secret that signer and client share, and nobody else';
const CAPS = {
  tradeLamportsMax: '200000000',
  hourLamportsMax: '60000000000',
  dayLamportsMax: '60000000000',
  signaturesPerMinuteMax: 60,
  solReserveLamportsMin: '10000000',
  tipLamportsMax: '1000000',
  priorityFeeLamportsMax: '1000000',
};
/** Few trades at once: what they may take together is what each leaves room for. */
const LIMITS = {
  tradeLamportsMax: '5000000000',
  solReserveLamportsMin: '10000000',
  openTradesMax: 4,
};

let sandbox: SandboxCommand;
let signer: Running;
let client: Variables;

beforeAll(async () => {
  sandbox = await startSandboxCommand(SLOT_MS);
  writePrivate('secret', SECRET);
  const { line } = sandbox;
  writePrivate(
    'signer.json',
    JSON.stringify({
      socketPath: inDirectory('run/socket'),
      secretFile: inDirectory('secret'),
      dataDirectory: inDirectory('ledger'),
      keypairPath: line.keypairPath,
      cluster: 'sandbox',
      rpcEndpoints: [line.rpcUrl],
      allowedPrograms: line.allowedPrograms,
      caps: CAPS,
    }),
  );
  const rpcEndpoints = [{ url: line.rpcUrl, wsUrl: line.wsUrl }];
  const settings = {
    cluster: 'sandbox',
    rpcEndpoints,
    limits: LIMITS,
    allowSingleWitness: true,
    maxRetries: 0,
  };
  writePrivate('client.json', JSON.stringify(settings));
  const { EXECUTION_KEYPAIR_PATH: _key, ...variables } = sandbox.variables;
  client = {
    ...variables,
    EXECUTION_CONFIG: inDirectory('client.json'),
    EXECUTION_DATA_DIR: inDirectory('journal'),
    EXECUTION_DRY_RUN: 'false',
    EXECUTION_SIGNER_SOCKET: inDirectory('run/socket'),
    EXECUTION_SIGNER_PUBLIC_KEY: line.wallet,
    EXECUTION_SIGNER_SECRET_FILE: inDirectory('secret'),
  };
  signer = await startSigner();
});

afterAll(async () => {
  signer.child.kill('SIGTERM');
  await signer.ended;
  await sandbox.stop();
});

function inDirectory(name: string): string {
  return join(sandbox.directory, name);
}

function writePrivate(name: string, text: string): void {
  writeFileSync(inDirectory(name), text, { mode: 0o600 });
}

async function startSigner(): Promise<Running> {
  const running = startQuantbot(['signer', '--config', inDirectory('signer.json'), '--json']);
  await waitUntil(() => running.stdout().includes('"ready"'), {
    timeoutMs: READY_TIMEOUT_MS,
    description: 'the signer',
  });
  return running;
}

async function execute(args: readonly string[], more: Variables = {}): Promise<ExecutionResult> {
  const given = ['execute', '--json', '--token', sandbox.mint, '--lane', 'rpc-only', ...args];
  const { stdout, stderr } = await runQuantbot(given, { ...client, ...more });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ExecutionResult;
}

const buy = (amount: string, key: string) => ['--side', 'buy', '--amount', amount, '--key', key];

async function lamports(): Promise<bigint> {
  return lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
}

/** What the signer has said of its decisions so far. */
function decisions(): ReadonlyArray<Readonly<Record<string, string>>> {
  const lines = signer.stdout().trim().split('\n').slice(1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as never);
}

describe('quantbot signer', () => {
  it('has the key that a client trades by, which never sees it', async () => {
    const before = await lamports();
    const bought = await execute(buy('0.1', 'through'));
    expect(bought).toMatchObject({ success: true, lane: 'rpc' });
    expect(before - (await lamports())).toBe(100_000_000n + BigInt(bought.totalCostLamports ?? 0));
    const sold = await execute(['--side', 'sell', '--portion-bps', '10000', '--key', 'back']);
    expect(sold).toMatchObject({ success: true });
    expect(decisions()).toMatchObject([
      { kind: 'signed', side: 'buy', mint: sandbox.mint },
      { kind: 'signed', side: 'sell', mint: sandbox.mint },
    ]);
    expect(signer.stdout()).not.toContain(SECRET);
  });

  it('refuses by its own cap what the client would allow, and nothing moves', async () => {
    const before = await lamports();
    const refused = await execute(buy('0.3', 'capped'));
    expect(refused).toMatchObject({ success: false, errorCode: 'SIGN__SIGNER_REFUSED' });
    expect(refused.error).toContain('SIGNER__CAP_EXCEEDED');
    expect(refused.error).toContain('tradeLamportsMax is 200000000');
    expect(decisions().at(-1)).toMatchObject({ kind: 'refused', code: 'SIGNER__CAP_EXCEEDED' });
    expect(await lamports()).toBe(before);
  });

  it('is halted by its own file, whatever the client is told', async () => {
    const before = await lamports();
    writePrivate('ledger/HALT', 'a person said so');
    const refused = await execute(buy('0.1', 'halted'));
    rmSync(inDirectory('ledger/HALT'));
    expect(refused).toMatchObject({ success: false, errorCode: 'SIGN__SIGNER_REFUSED' });
    expect(refused.error).toContain('a person said so');
    expect(await lamports()).toBe(before);
  });

  it('that is killed leaves a trade that is proven dead, and one that takes its place goes on', async () => {
    const before = await lamports();
    signer.child.kill('SIGKILL');
    await signer.ended;
    const lost = await execute(buy('0.1', 'killed'));
    expect(lost).toMatchObject({ success: false, errorCode: 'SIGN__SIGNER_UNAVAILABLE' });
    expect(await lamports()).toBe(before);
    signer = await startSigner();
    expect(await execute(buy('0.1', 'after'))).toMatchObject({ success: true });
  });

  it('signs nothing for a client with another secret', async () => {
    writePrivate('other', SECRET.toUpperCase());
    const more = { EXECUTION_SIGNER_SECRET_FILE: inDirectory('other') };
    const refused = await execute(buy('0.1', 'stranger'), more);
    expect(refused).toMatchObject({ errorCode: 'SIGN__ANSWER_MALFORMED' });
    expect(refused.error).toContain('SIGNER__NOT_AUTHENTIC');
  });

  it('rehearses without asking anybody', async () => {
    const known = decisions().length;
    const { EXECUTION_SIGNER_SECRET_FILE: _secret, ...rest } = client;
    const given = ['execute', '--json', '--token', sandbox.mint, ...buy('0.1', 'dry')];
    const { stdout } = await runQuantbot(given, { ...rest, EXECUTION_DRY_RUN: 'true' });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, dryRun: true });
    expect(decisions()).toHaveLength(known);
  });

  it('writes no piece of the key or the secret anywhere', () => {
    const keypair = JSON.parse(readFileSync(sandbox.line.keypairPath, 'utf8')) as number[];
    const seed = Buffer.from(keypair.slice(0, 32));
    const ledger = readdirSync(inDirectory('ledger')).map((name) =>
      readFileSync(inDirectory(`ledger/${name}`), 'latin1'),
    );
    const written = [signer.stdout(), ...ledger].join('\n');
    expect(written).toContain(sandbox.mint);
    const pieces = [seed.toString('hex'), seed.toString('base64'), seed.toString('latin1')];
    for (const text of [...pieces, keypair.slice(0, 32).join(','), SECRET]) {
      for (let from = 0; from + PIECE <= text.length; from += PIECE) {
        expect(written.includes(text.slice(from, from + PIECE))).toBe(false);
      }
    }
  });

  it('wants settings that nobody else can read the secret of, and no second signer', async () => {
    const second = await runQuantbot(['signer', '--config', inDirectory('signer.json')]);
    expect(second).toMatchObject({ status: 3 });
    expect(second.stderr).toContain('SIGNER__LEDGER_UNAVAILABLE');
    chmodSync(inDirectory('secret'), 0o644);
    const open = await runQuantbot(['signer', '--config', inDirectory('signer.json')]);
    chmodSync(inDirectory('secret'), 0o600);
    expect(open.stderr).toContain('WALLET__PASSPHRASE_UNREADABLE');
  });
});
