import { readFileSync } from 'node:fs';

import type { AnyExecutionRequest } from '@quantbot/core';
import { TWO_FACED_PROGRAM_PATH, waitUntil } from '@quantbot/sandbox';
import { getAddressDecoder } from '@solana/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { callChain } from './hostile/programScene.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const WATCH_MS = 50;
const NOTICED_TIMEOUT_MS = 120_000;
const SLOT_AT = 4;
/** Kind, slot and the authority that may replace it. */
const HEAD_BYTES = 45;

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function request(idempotencyKey: string, side: 'buy' | 'sell' = 'buy'): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const amounts = side === 'buy' ? { amount: 0.1 } : { sellPortionBps: 1_000 };
  return { tokenAddress, chain: 'solana', side, idempotencyKey, ...amounts };
}

function swapProgram(): string {
  const [program] = bench.sandbox.allowedPrograms;
  if (program === undefined) throw new Error('the sandbox allows no program');
  return program;
}

interface AnsweredAccount {
  readonly value: {
    readonly data: [string, string];
    readonly lamports: number;
    readonly owner: string;
  };
}

async function readAccount(address: string): Promise<AnsweredAccount['value']> {
  const params = [address, { encoding: 'base64' }];
  const { chainRpcUrl } = bench.sandbox;
  return ((await callChain(chainRpcUrl, 'getAccountInfo', params)) as AnsweredAccount).value;
}

/** Puts other code behind the program, at a later slot, as the loader does at an upgrade. */
async function redeploy(program: string, code: Buffer): Promise<void> {
  const { chainRpcUrl } = bench.sandbox;
  const own = Buffer.from((await readAccount(program)).data[0], 'base64');
  const place = getAddressDecoder().decode(own, 4);
  const head = Buffer.from((await readAccount(place)).data[0], 'base64').subarray(0, HEAD_BYTES);
  head.writeBigUInt64LE(head.readBigUInt64LE(SLOT_AT) + 1_000n, SLOT_AT);
  await callChain(chainRpcUrl, 'surfnet_writeProgram', [program, code.toString('hex'), 0]);
  const written = Buffer.from((await readAccount(place)).data[0], 'base64');
  head.copy(written);
  const data = written.toString('hex');
  await callChain(chainRpcUrl, 'surfnet_setAccount', [place, { data }]);
}

describe('a swap program that is deployed anew', () => {
  it('stops what is traded through it until it is acknowledged, also in the next process', async () => {
    const settings = {
      dataDirectory: bench.freshDirectory(),
      checkWalletHistory: true,
      walletHistoryIntervalMs: WATCH_MS,
    };
    const adapter = bench.open(settings);
    succeeded(await adapter.execute(request('before')));
    await adapter.idle();
    const program = swapProgram();
    const honest = readFileSync(new URL('../../sandbox/program/amm.so', import.meta.url));
    await redeploy(program, readFileSync(TWO_FACED_PROGRAM_PATH));
    await waitUntil(async () => !(await adapter.isAvailable()), {
      timeoutMs: NOTICED_TIMEOUT_MS,
      description: 'the deployment to be noticed',
    });
    const before = await bench.chain.holdings();
    for (const side of ['buy', 'sell'] as const) {
      expect(await adapter.execute(request(`stopped-${side}`, side))).toMatchObject({
        success: false,
        errorCode: 'RISK__PROGRAM_CHANGED',
        keyReusable: true,
      });
    }
    expect(await adapter.lookup('stopped-buy')).toBeUndefined();
    expect(bench.events.map(({ name }) => name)).toContain('execution.programs.changed');
    await adapter.close();

    const next = bench.open(settings);
    const [standing] = await next.programs();
    expect(standing).toMatchObject({ program, state: 'changed' });
    expect(standing?.found).not.toBe(standing?.pin?.identity);
    const looked = standing?.found?.split(' ').at(-1) ?? '';
    expect((await next.execute(request('stopped-buy'))).errorCode).toBe('RISK__PROGRAM_CHANGED');
    expect(await bench.chain.holdings()).toEqual(before);
    await redeploy(program, honest);
    const decision = { program, reason: 'the program is as it was', by: 'ann' };
    // The deployment that was looked at is not the one that runs now.
    await expect(next.acknowledgeProgram({ ...decision, slot: looked })).rejects.toMatchObject({
      code: 'RISK__PROGRAM_CHANGED',
    });
    expect(await next.acknowledgeProgram(decision)).toMatchObject(decision);
    expect(await next.programs()).toMatchObject([{ program, state: 'pinned', pin: decision }]);
    succeeded(await next.execute(request('stopped-buy')));
    await next.close();

    const last = bench.open(settings);
    succeeded(await last.execute(request('after', 'sell')));
  });
});
