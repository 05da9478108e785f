import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { createSolanaRpc } from '@solana/kit';
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

/**
 * The same cases on any cluster. Without QUANTBOT_PORTABLE_URL an embedded chain plays the cluster
 * of others; docs/testnet.md tells how to run it on devnet or on a fork.
 */
const CLUSTER = process.env['QUANTBOT_PORTABLE_URL'];
const CLUSTER_WS = process.env['QUANTBOT_PORTABLE_WS_URL'];
const KEYPAIR = process.env['QUANTBOT_PORTABLE_KEYPAIR'] ?? '';
const TIMEOUT_MS = CLUSTER === undefined ? 60_000 : 300_000;
const LIVE = { EXECUTION_DRY_RUN: 'false' };

interface ClusterLine {
  readonly rpcUrl: string;
  readonly wallet: string;
  readonly setupLamports: string;
  readonly allowedPrograms: readonly string[];
  readonly tokens: ReadonlyArray<{ readonly symbol: string; readonly mint: string }>;
}

let remote: SandboxCommand | undefined;
let directory = '';
let running: Running;
let line: ClusterLine;
let variables: Variables;
let payer: { readonly rpcUrl: string; readonly keypair: string; readonly address?: string };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'quantbot-portable-'));
  remote = CLUSTER === undefined ? await startSandboxCommand(100) : undefined;
  payer =
    remote === undefined
      ? { rpcUrl: CLUSTER ?? '', keypair: KEYPAIR }
      : {
          rpcUrl: remote.line.rpcUrl,
          keypair: remote.line.keypairPath,
          address: remote.line.wallet,
        };
  const envFile = join(directory, 'cluster.env');
  const wsUrl = remote?.line.wsUrl ?? CLUSTER_WS;
  const place = `--cluster ${payer.rpcUrl} --keypair ${payer.keypair}`;
  const socket = wsUrl === undefined ? '' : ` --cluster-ws ${wsUrl}`;
  const size = `--pool-sol 0.5 --wallet-sol 0.2 -e ${envFile}`;
  running = startQuantbot(`sandbox --json ${place} ${size}${socket}`.split(' '));
  await waitUntil(() => running.stdout().includes('\n') || running.child.exitCode !== null, {
    timeoutMs: TIMEOUT_MS,
    description: 'the sandbox to be deployed',
  });
  line = JSON.parse(running.stdout().split('\n')[0] ?? '') as ClusterLine;
  variables = parseEnv(readFileSync(envFile, 'utf8')) as Variables;
}, TIMEOUT_MS + 30_000);

afterAll(async () => {
  running.child.kill('SIGTERM');
  await running.ended;
  await remote?.stop();
  rmSync(directory, { recursive: true, force: true });
}, TIMEOUT_MS);

async function execute(args: readonly string[], more: Variables = {}): Promise<ExecutionResult> {
  const mint = line.tokens[0]?.mint ?? '';
  const ended = await runQuantbot(['execute', '--json', '--token', mint, ...args], {
    ...variables,
    ...more,
  });
  return JSON.parse(ended.stdout) as ExecutionResult;
}

async function isSurfpool(rpcUrl: string): Promise<boolean> {
  const version = await createSolanaRpc(rpcUrl).getVersion().send();
  return 'surfnet-version' in version;
}

const lamports = async () => lamportsOf(line.rpcUrl, line.wallet);

describe('portable', { timeout: TIMEOUT_MS }, () => {
  it('deploys a program of its own and says what it cost', () => {
    expect(line.tokens.map(({ symbol }) => symbol)).toEqual(['SPARK', 'NOVA']);
    expect(line.allowedPrograms[0]).not.toBe('8UGgoNTd5HXC4RpZ2NW3MjgX48MTAVLbgBMFG7w6xTkq');
    // Two pools of half a SOL, the wallet, and rents and fees on top.
    expect(BigInt(line.setupLamports) > 1_200_000_000n).toBe(true);
    expect(BigInt(line.setupLamports) < 1_500_000_000n).toBe(true);
  });

  it('rehearses and moves nothing', async () => {
    const before = await lamports();
    expect(await execute(['--side', 'buy', '--amount', '0.01'])).toMatchObject({
      success: true,
      dryRun: true,
    });
    expect(await lamports()).toBe(before);
  });

  it('buys once for one key and sells all of it, to the lamport', async () => {
    const start = await lamports();
    const args = ['--side', 'buy', '--amount', '0.05', '--key', 'portable-entry'];
    const buy = await execute(args, LIVE);
    expect(buy).toMatchObject({ success: true, deduplicated: false, lane: 'rpc' });
    const bought = await lamports();
    expect(start - bought).toBe(50_000_000n + BigInt(buy.totalCostLamports ?? 0));
    const again = await execute(args, LIVE);
    expect(again).toMatchObject({ deduplicated: true, txSignature: buy.txSignature });
    expect(await lamports()).toBe(bought);
    const sell = await execute(['--side', 'sell', '--portion-bps', '10000'], LIVE);
    expect(sell).toMatchObject({ success: true });
    expect(sell.rent).toBeLessThan(0);
    expect(start - (await lamports()) < 5_000_000n).toBe(true);
  });

  it('is what the doctor finds nothing to mend in', async () => {
    const mint = line.tokens[0]?.mint ?? '';
    const { stdout } = await runQuantbot(['doctor', '--json', '--token', mint], variables);
    const { findings } = JSON.parse(stdout) as {
      findings: ReadonlyArray<{ verdict: string; found: string }>;
    };
    const failed = findings.filter(({ verdict }) => verdict === 'fail');
    // A fork remembers nothing from before it was made, and is told so.
    const isFork = CLUSTER !== undefined && (await isSurfpool(payer.rpcUrl));
    expect(failed.filter(({ found }) => !isFork || !found.startsWith('has history'))).toEqual([]);
  });

  it('gives back what it can, and leaves nothing running', async () => {
    const { address } = payer;
    const before = address === undefined ? undefined : await lamportsOf(payer.rpcUrl, address);
    running.child.kill('SIGTERM');
    expect((await running.ended).status).toBe(0);
    if (address === undefined || before === undefined) return;
    const back = (await lamportsOf(payer.rpcUrl, address)) - before;
    // The wallet's SOL less its costs, and the rent of the program.
    expect(back > 190_000_000n).toBe(true);
    expect(await lamportsOf(payer.rpcUrl, line.wallet)).toBe(0n);
  });
});

describe('quantbot sandbox --cluster', () => {
  const refused = async (url: string, keypair: string) =>
    runQuantbot(['sandbox', '--cluster', url, '--keypair', keypair]);

  it('deploys nothing on mainnet', async () => {
    const { createServer } = await import('node:http');
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const { id, method } = JSON.parse(body) as { id: unknown; method: string };
        asked.push(method);
        const result = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { port } = server.address() as { port: number };
      const ended = await refused(`http://127.0.0.1:${port}`, '/gone');
      expect(ended.status).toBe(2);
      expect(ended.stderr).toContain('this is mainnet');
      expect(asked).toEqual(['getGenesisHash']);
    } finally {
      server.close();
    }
  });

  it('says which address it was given, and without the keys that stand in one', async () => {
    const gone = await refused('http://127.0.0.1:1/?api-key=secret', '/gone');
    expect(gone.status).toBe(2);
    expect(gone.stderr).toContain('CONFIG__CLUSTER_UNUSABLE');
    expect(gone.stderr).toContain('the cluster of http://127.0.0.1:1:');
    const none = await refused('devnet?api-key=secret', '/gone');
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('--cluster');
    expect(none.stderr).toContain('expected the URL of a node');
    expect(`${gone.stderr}${none.stderr}`).not.toContain('secret');
  });

  it.runIf(CLUSTER === undefined)('deploys nothing for a payer who cannot pay all', async () => {
    const path = join(directory, 'poor.json');
    const { createNodePlatform } = await import('@quantbot/executor');
    const seed = new Uint8Array(32).fill(7);
    const { publicKey } = createNodePlatform().importEd25519Seed(seed);
    writeFileSync(path, JSON.stringify([...seed, ...publicKey]), { mode: 0o600 });
    const ended = await refused(payer.rpcUrl, path);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/the payer \w{32,44} has 0 SOL, and this takes 3\.12: 2 for/u);
  });

  it.runIf(CLUSTER === undefined)('takes no file for a key that is none', async () => {
    const path = join(directory, 'none.json');
    writeFileSync(path, '{"secret":[1,2]}', { mode: 0o600 });
    const ended = await refused(payer.rpcUrl, path);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('expected a list of 64 bytes');
    expect(ended.stderr).not.toContain('secret');
  });

  it.runIf(CLUSTER === undefined)('takes no key that others can read', async () => {
    const path = join(directory, 'open.json');
    writeFileSync(path, '[]', { mode: 0o644 });
    const ended = await refused(payer.rpcUrl, path);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('can be read by others');
  });
});
