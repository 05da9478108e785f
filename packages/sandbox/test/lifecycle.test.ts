import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createKeyPairSignerFromBytes, createSolanaRpc } from '@solana/kit';
import { afterEach, describe, expect, it } from 'vitest';

import { startSandbox, type Sandbox } from '../src/startSandbox.ts';

const started: Sandbox[] = [];

async function start(options?: Parameters<typeof startSandbox>[0]): Promise<Sandbox> {
  const sandbox = await startSandbox({ slotMs: 30, ...options });
  started.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
});

async function isPortOpen(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('startSandbox', () => {
  it('writes a wallet that solana-keygen would, readable by its owner alone', async () => {
    const sandbox = await start();
    const bytes: number[] = JSON.parse(readFileSync(sandbox.keypairPath, 'utf8'));
    expect(bytes).toHaveLength(64);
    const signer = await createKeyPairSignerFromBytes(Uint8Array.from(bytes));
    expect(signer.address).toBe(sandbox.wallet);
    expect(statSync(sandbox.keypairPath).mode & 0o777).toBe(0o600);
    expect(statSync(sandbox.directory).mode & 0o777).toBe(0o700);
  });

  it('writes the configuration of the execution adapter', async () => {
    const sandbox = await start();
    const { rpcUrl, wsUrl } = sandbox;
    expect(JSON.parse(readFileSync(sandbox.configPath, 'utf8'))).toEqual({
      rpcEndpoints: [{ url: rpcUrl, operator: 'operator-1', wsUrl }],
      limits: {
        tradeLamportsMax: '5000000000',
        solReserveLamportsMin: '10000000',
        openTradesMax: 16,
      },
      allowSingleWitness: true,
    });
  });

  it('gives the wallet the lamports asked for', async () => {
    const sandbox = await start({ walletLamports: 123_456_789n });
    const rpc = createSolanaRpc(sandbox.rpcUrl);
    const wallet = sandbox.wallet as Parameters<typeof rpc.getBalance>[0];
    const { value } = await rpc.getBalance(wallet, { commitment: 'processed' }).send();
    expect(value).toBe(123_456_789n);
  });

  it('makes as many wallets and tokens as asked for, all of them different', async () => {
    const sandbox = await start({ walletCount: 3, tokenCount: 5, walletLamports: 7_000_000n });
    expect(sandbox.wallets[0]).toEqual({
      address: sandbox.wallet,
      keypairPath: sandbox.keypairPath,
    });
    expect(new Set(sandbox.wallets.map(({ address }) => address)).size).toBe(3);
    const rpc = createSolanaRpc(sandbox.rpcUrl);
    for (const { address, keypairPath } of sandbox.wallets) {
      const bytes: number[] = JSON.parse(readFileSync(keypairPath, 'utf8'));
      const signer = await createKeyPairSignerFromBytes(Uint8Array.from(bytes));
      expect(signer.address).toBe(address);
      const { value } = await rpc.getBalance(signer.address, { commitment: 'processed' }).send();
      expect(value).toBe(7_000_000n);
    }
    expect(sandbox.tokens.map(({ symbol }) => symbol)).toEqual([
      'SPARK',
      'NOVA',
      'SPARK2',
      'NOVA2',
      'SPARK3',
    ]);
    expect(new Set(sandbox.tokens.map(({ mint }) => mint)).size).toBe(5);
  });

  it('runs two sandboxes side by side that know nothing of each other', async () => {
    const [left, right] = await Promise.all([start(), start()]);
    expect(left.wallet).not.toBe(right.wallet);
    expect(left.tokens.map(({ mint }) => mint)).not.toEqual(right.tokens.map(({ mint }) => mint));
    expect(left.allowedPrograms).toEqual(right.allowedPrograms);
    const rpc = createSolanaRpc(left.rpcUrl);
    const wallet = right.wallet as Parameters<typeof rpc.getBalance>[0];
    const { value } = await rpc.getBalance(wallet, { commitment: 'processed' }).send();
    expect(value).toBe(0n);
  });

  it('leaves no port, process or file behind when it stops, however often', async () => {
    const sandbox = await start();
    const urls = [sandbox.rpcUrl, sandbox.wsUrl, sandbox.jupiterUrl, sandbox.jitoUrl];
    for (const url of urls) expect(await isPortOpen(url)).toBe(true);
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await sandbox[Symbol.asyncDispose]();
    for (const url of urls) expect(await isPortOpen(url)).toBe(false);
    expect(existsSync(sandbox.directory)).toBe(false);
  });

  it('keeps a directory that was given, and replaces the wallet in it', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'quantbot-sandbox-test-'));
    try {
      const directory = join(parent, 'nested');
      const first = await start({ directory });
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      await first.stop();
      const second = await start({ directory });
      await second.stop();
      expect(second.wallet).not.toBe(first.wallet);
      expect(await readdir(directory)).toEqual(['config.json', 'sandbox-wallet.json']);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });

  it.each([
    [{ slotMs: 0 }, /slotMs is 0; it must be a whole number between 10 and 1000/],
    [{ slotMs: 33.3 }, /slotMs is 33.3/],
    [{ walletLamports: -1n }, /walletLamports is -1; it must lie between 0/],
    [{ walletLamports: 2n ** 60n }, /walletLamports is 1152921504606846976/],
    [{ walletCount: 0 }, /walletCount is 0; it must be a whole number between 1 and 64/],
    [{ tokenCount: 65 }, /tokenCount is 65; it must be a whole number between 1 and 64/],
  ])('refuses options out of range: %o', async (options, message) => {
    await expect(startSandbox(options)).rejects.toThrow(message);
  });
});
