import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const SLOT_MS = 10;
const READY_TIMEOUT_MS = 120_000;
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

/** Signers of one key, each with a socket, a ledger and a halt file of its own. */
const NAMES = ['open', 'halted', 'killed'] as const;
type Name = (typeof NAMES)[number];

let sandbox: SandboxCommand;
const signers = new Map<Name, Running>();

beforeAll(async () => {
  sandbox = await startSandboxCommand(SLOT_MS);
  writePrivate('secret', SECRET);
  writePrivate('other', SECRET.toUpperCase());
  const { line } = sandbox;
  for (const name of NAMES) {
    const settings = {
      socketPath: inDirectory(`${name}/socket`),
      secretFile: inDirectory('secret'),
      dataDirectory: inDirectory(`${name}-ledger`),
      keypairPath: line.keypairPath,
      cluster: 'sandbox',
      rpcEndpoints: [line.rpcUrl],
      allowedPrograms: line.allowedPrograms,
      caps: CAPS,
    };
    writePrivate(`${name}.json`, JSON.stringify(settings));
  }
  const rpcEndpoints = [{ url: line.rpcUrl, wsUrl: line.wsUrl }];
  const settings = {
    cluster: 'sandbox',
    rpcEndpoints,
    limits: LIMITS,
    allowSingleWitness: true,
    maxRetries: 0,
  };
  writePrivate('client.json', JSON.stringify(settings));
  await Promise.all(NAMES.map(startSigner));
});

afterAll(async () => {
  for (const { child } of signers.values()) child.kill('SIGTERM');
  await Promise.all([...signers.values()].map(async ({ ended }) => ended));
  await sandbox.stop();
});

/** Variables of a client of a signer, with a journal of its own. */
function clientOf(name: Name, journal: string = name): Variables {
  const { EXECUTION_KEYPAIR_PATH: _key, ...variables } = sandbox.variables;
  return {
    ...variables,
    EXECUTION_CONFIG: inDirectory('client.json'),
    EXECUTION_DATA_DIR: inDirectory(`${journal}-journal`),
    EXECUTION_DRY_RUN: 'false',
    EXECUTION_SIGNER_SOCKET: inDirectory(`${name}/socket`),
    EXECUTION_SIGNER_PUBLIC_KEY: sandbox.line.wallet,
    EXECUTION_SIGNER_SECRET_FILE: inDirectory('secret'),
  };
}

function inDirectory(name: string): string {
  return join(sandbox.directory, name);
}

function writePrivate(name: string, text: string): void {
  writeFileSync(inDirectory(name), text, { mode: 0o600 });
}

function signerOf(name: Name): Running {
  const signer = signers.get(name);
  if (signer === undefined) throw new Error(`the signer ${name} was not started`);
  return signer;
}

async function startSigner(name: Name): Promise<void> {
  const running = startQuantbot(['signer', '--config', inDirectory(`${name}.json`), '--json']);
  signers.set(name, running);
  await waitUntil(() => running.stdout().includes('"ready"'), {
    timeoutMs: READY_TIMEOUT_MS,
    description: `the signer ${name}`,
  });
}

async function execute(client: Variables, args: readonly string[]): Promise<ExecutionResult> {
  const given = ['execute', '--json', '--token', sandbox.mint, '--lane', 'rpc-only', ...args];
  const { stdout, stderr } = await runQuantbot(given, client);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ExecutionResult;
}

const buy = (amount: string, key: string) => ['--side', 'buy', '--amount', amount, '--key', key];

async function lamports(): Promise<bigint> {
  return lamportsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
}

/** What a signer has said of its decisions so far. */
function decisions(name: Name): ReadonlyArray<Readonly<Record<string, string>>> {
  const lines = signerOf(name).stdout().trim().split('\n').slice(1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as never);
}

describe('quantbot signer', () => {
  it('has the key that a client trades by, which never sees it', async () => {
    const before = await lamports();
    const client = clientOf('open');
    const bought = await execute(client, buy('0.1', 'through'));
    expect(bought).toMatchObject({ success: true, lane: 'rpc' });
    expect(before - (await lamports())).toBe(100_000_000n + BigInt(bought.totalCostLamports ?? 0));
    const sold = await execute(client, [
      '--side',
      'sell',
      '--portion-bps',
      '10000',
      '--key',
      'back',
    ]);
    expect(sold).toMatchObject({ success: true });
    // What a process has written arrives after what it has answered to another one.
    await expect
      .poll(() => decisions('open'))
      .toMatchObject([
        { kind: 'signed', side: 'buy', mint: sandbox.mint },
        { kind: 'signed', side: 'sell', mint: sandbox.mint },
      ]);
    expect(signerOf('open').stdout()).not.toContain(SECRET);
  });

  // Each of them waits until its attempt is proven dead, so they wait side by side.
  describe('that does not sign moves nothing:', () => {
    const outcomes = new Map<string, ExecutionResult>();
    let [before, after] = [0n, 0n];

    beforeAll(async () => {
      before = await lamports();
      writePrivate('halted-ledger/HALT', 'a person said so');
      signerOf('killed').child.kill('SIGKILL');
      await signerOf('killed').ended;
      const other = { EXECUTION_SIGNER_SECRET_FILE: inDirectory('other') };
      const asked: ReadonlyArray<readonly [string, Variables, string]> = [
        ['capped', clientOf('open', 'capped'), '0.3'],
        ['halted', clientOf('halted'), '0.1'],
        ['killed', clientOf('killed'), '0.1'],
        ['stranger', { ...clientOf('open', 'stranger'), ...other }, '0.1'],
      ];
      await Promise.all(
        asked.map(async ([key, client, amount]) => {
          outcomes.set(key, await execute(client, buy(amount, key)));
        }),
      );
      after = await lamports();
    });

    it.each([
      ['by its own cap what the client would allow', 'capped', 'tradeLamportsMax is 200000000'],
      ['by its own halt file, whatever the client is told', 'halted', 'a person said so'],
    ])('it refuses %s', (_title, key, says) => {
      expect(outcomes.get(key)).toMatchObject({
        success: false,
        errorCode: 'SIGN__SIGNER_REFUSED',
        error: expect.stringContaining(says) as string,
      });
    });

    it('it is killed, and the trade is proven dead', () => {
      const lost = { success: false, errorCode: 'SIGN__SIGNER_UNAVAILABLE' };
      expect(outcomes.get('killed')).toMatchObject(lost);
    });

    it('it is asked by a client with another secret', () => {
      expect(outcomes.get('stranger')).toMatchObject({
        errorCode: 'SIGN__ANSWER_MALFORMED',
        error: expect.stringContaining('SIGNER__NOT_AUTHENTIC') as string,
      });
    });

    it('and it says why in its log', async () => {
      const codes = (name: Name) => decisions(name).flatMap(({ code = [] }) => code);
      await expect
        .poll(() => codes('open').toSorted())
        .toEqual(['SIGNER__CAP_EXCEEDED', 'SIGNER__NOT_AUTHENTIC']);
      await expect.poll(() => codes('halted')).toEqual(['RISK__TRADING_HALTED']);
      expect(after).toBe(before);
    });
  });

  it('goes on in the place of one that was killed', async () => {
    await startSigner('killed');
    // Nothing was counted by it so far, and a figure below the cap would say so.
    expect(signerOf('killed').stdout()).toContain(`"roomLamports":"${CAPS.hourLamportsMax}"`);
    const client = clientOf('killed');
    expect(await execute(client, buy('0.1', 'after'))).toMatchObject({ success: true });
  });

  it('rehearses without asking anybody', async () => {
    const known = decisions('open').length;
    const { EXECUTION_SIGNER_SECRET_FILE: _secret, ...rest } = clientOf('open');
    const given = ['execute', '--json', '--token', sandbox.mint, ...buy('0.1', 'dry')];
    const { stdout } = await runQuantbot(given, { ...rest, EXECUTION_DRY_RUN: 'true' });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, dryRun: true });
    expect(decisions('open')).toHaveLength(known);
  });

  it('writes no piece of the key or the secret anywhere', () => {
    const keypair = JSON.parse(readFileSync(sandbox.line.keypairPath, 'utf8')) as number[];
    const seed = Buffer.from(keypair.slice(0, 32));
    const ledger = readdirSync(inDirectory('open-ledger')).map((name) =>
      readFileSync(inDirectory(`open-ledger/${name}`), 'latin1'),
    );
    const written = [signerOf('open').stdout(), ...ledger].join('\n');
    expect(written).toContain(sandbox.mint);
    const pieces = [seed.toString('hex'), seed.toString('base64'), seed.toString('latin1')];
    for (const text of [...pieces, keypair.slice(0, 32).join(','), SECRET]) {
      for (let from = 0; from + PIECE <= text.length; from += PIECE) {
        expect(written.includes(text.slice(from, from + PIECE))).toBe(false);
      }
    }
  });

  it('wants settings that nobody else can read the secret of, and no second signer', async () => {
    const ask = async () => runQuantbot(['signer', '--config', inDirectory('open.json')]);
    const second = await ask();
    expect(second).toMatchObject({ status: 3 });
    expect(second.stderr).toContain('SIGNER__LEDGER_UNAVAILABLE');
    chmodSync(inDirectory('secret'), 0o644);
    const open = await ask();
    chmodSync(inDirectory('secret'), 0o600);
    expect(open.stderr).toContain('WALLET__PASSPHRASE_UNREADABLE');
  });
});
