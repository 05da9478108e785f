import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTokenAddress } from '@quantbot/core';
import { createExecutionAdapter, type ExecutionAdapter } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { modelSwapDecoder } from '../model/modelSwapDecoder.ts';
import { startModelServer, type ModelServer } from './startModelServer.ts';

const LIMITS = {
  tradeLamportsMax: 5_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 16,
};

let server: ModelServer;
let adapter: ExecutionAdapter;
const dataDirectory = mkdtempSync(join(tmpdir(), 'model-trades-'));

beforeAll(async () => {
  server = await startModelServer({ slotMs: 30, operators: 2, walletCount: 2 });
  adapter = createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoints: server.operators.map(({ label, rpcUrl }) => ({ url: rpcUrl, operator: label })),
    wsEndpoint: server.wsUrl,
    jupiterEndpoint: server.jupiterUrl,
    jitoEndpoint: server.jitoUrl,
    keypairPath: server.keypairPath,
    dataDirectory,
    allowedPrograms: server.allowedPrograms,
    decoders: [modelSwapDecoder],
    limits: LIMITS,
    pollIntervalMs: 20,
  });
});

afterAll(async () => {
  await adapter.close();
  await server.stop();
  await server.stop();
  rmSync(dataDirectory, { recursive: true });
});

it('writes a configuration that tells whose node is whose', () => {
  expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({
    rpcEndpoints: server.operators.map(({ label, rpcUrl, wsUrl }) => ({
      url: rpcUrl,
      operator: label,
      wsUrl,
    })),
    allowSingleWitness: false,
  });
});

describe('the real executor on a model server', () => {
  it.each([
    ['SPARK', 'jito-only'],
    ['EMBER', 'rpc-only'],
  ] as const)('buys and sells %s by %s, to the lamport', async (symbol, lanePolicy) => {
    const token = server.tokens.find((one) => one.symbol === symbol);
    const tokenAddress = createTokenAddress(token?.mint ?? '');
    const request = { tokenAddress, chain: 'solana', lanePolicy } as const;
    const { truth } = server.chain;
    const before = truth.livingLamports(server.wallet);
    const bought = await adapter.execute({ ...request, side: 'buy', amount: 0.5 });
    expect(bought).toMatchObject({ success: true });
    const sold = await adapter.execute({ ...request, side: 'sell', sellPortionBps: 10_000 });
    expect(sold).toMatchObject({ success: true });
    await adapter.idle();
    const own = [bought, sold].map(({ txSignature = '' }) => truth.landing(txSignature));
    for (const [index, landing] of own.entries()) {
      const { fees, idempotencyKey = '' } = [bought, sold][index] ?? {};
      expect(landing).toMatchObject({ error: null, fate: 'finalized' });
      expect(landing?.feeLamports).toBe(BigInt(fees?.totalFee ?? 0));
      expect(await adapter.lookup(idempotencyKey)).toMatchObject({ status: 'filled' });
    }
    const moved = own.flatMap((landing) => landing?.changes ?? []);
    const ofWallet = moved.filter(({ account }) => account === server.wallet);
    expect(truth.livingLamports(server.wallet) - before).toBe(
      ofWallet.reduce((sum, { lamports }) => sum + lamports, 0n),
    );
    expect(truth.units(server.wallet, tokenAddress)).toBe(0n);
  });
});
