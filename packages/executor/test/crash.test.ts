import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { AnyExecutionRequest } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { expectBooksToBalance } from './support/checkTrade.ts';
import type { CrashPlan } from './support/crashingTrader.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const TRADER = fileURLToPath(new URL('support/crashingTrader.ts', import.meta.url));
const AMOUNT_IN = 700_000_000n;

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function buy(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.nova;
  const base = { tokenAddress, chain: 'solana', side: 'buy' } as const;
  return { ...base, amountBaseUnits: String(AMOUNT_IN), ...fields };
}

/** Runs a trader that dies, and waits for its death. */
async function crash(
  dieAt: CrashPlan['dieAt'],
  request: AnyExecutionRequest,
  dataDirectory: string,
): Promise<void> {
  const { rpcUrl, jitoUrl, jupiterUrl, keypairPath, allowedPrograms } = bench.sandbox;
  const plan: CrashPlan = {
    dieAt,
    request,
    settings: {
      cluster: 'sandbox',
      rpcEndpoint: rpcUrl,
      jitoEndpoint: jitoUrl,
      jupiterEndpoint: jupiterUrl,
      keypairPath,
      dataDirectory,
      allowedPrograms,
      allowSingleWitness: true,
      pollIntervalMs: 20,
    },
  };
  const child = spawn(
    process.execPath,
    ['--conditions=quantbot:source', TRADER, JSON.stringify(plan)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal, complaints).toBe('SIGKILL');
}

describe.each(['rpc-only', 'jito-only'] as const)(
  'a process that is killed, by %s,',
  (lanePolicy) => {
    it.each(['before-send', 'after-send'] as const)(
      '%s leaves a signed trade that the next process lands exactly once',
      async (dieAt) => {
        const idempotencyKey = `${dieAt}-${lanePolicy}`;
        const request = buy({ idempotencyKey, lanePolicy });
        const dataDirectory = bench.freshDirectory();
        const before = await bench.chain.holdings();
        // However long the next process takes to start, what was signed is alive.
        const letPass = await bench.sandbox.holdSlots();
        onTestFinished(letPass);
        await crash(dieAt, request, dataDirectory);

        const { trade: found } = bench.history(dataDirectory, idempotencyKey);
        expect(found.status).toBe('executing');
        expect(found.attempts).toHaveLength(1);
        expect(found.attempts[0]).toMatchObject({ status: 'signed', amountIn: String(AMOUNT_IN) });

        const adapter = bench.open({ dataDirectory });
        await letPass();
        const result = succeeded(await adapter.execute(request));
        expect(result).toMatchObject({
          txSignature: found.attempts[0]?.signature,
          deduplicated: true,
          attempts: 1,
        });
        const after = await bench.chain.holdings();
        expect(after.signatures).toBe(before.signatures + 1);
        const side = 'buy';
        const token = bench.nova;
        expectBooksToBalance({ side, token, before, after, result, amountIn: AMOUNT_IN });
        await adapter.idle();
        expect(await adapter.lookup(idempotencyKey)).toMatchObject({ status: 'filled' });
        expect(await bench.chain.holdings()).toEqual(after);
      },
    );

    it('before the journal has the signature moved nothing, and its key goes on', async () => {
      const idempotencyKey = `before-journal-${lanePolicy}`;
      const request = buy({ idempotencyKey, lanePolicy });
      const dataDirectory = bench.freshDirectory();
      const before = await bench.chain.holdings();
      await crash('before-journal', request, dataDirectory);
      const { trade } = bench.history(dataDirectory, idempotencyKey);
      expect(trade).toMatchObject({ status: 'admitted', attempts: [] });
      expect(await bench.chain.holdings()).toEqual(before);

      const adapter = bench.open({ dataDirectory });
      const result = succeeded(await adapter.execute(request));
      expect(result.attempts).toBe(1);
      const after = await bench.chain.holdings();
      expect(after.signatures).toBe(before.signatures + 1);
      const side = 'buy';
      const token = bench.nova;
      expectBooksToBalance({ side, token, before, after, result, amountIn: AMOUNT_IN });
    });
  },
);

/** Long enough for a busy machine to come to the signature. */
const LATE_MS = 60_000;

it('a trade that was not signed in time before the crash is never signed after it', async () => {
  const dataDirectory = bench.freshDirectory();
  const request = buy({ idempotencyKey: 'late-after-crash', deadlineMs: LATE_MS });
  await crash('before-journal', request, dataDirectory);
  const before = await bench.chain.holdings();
  const nowMs = Date.now() + LATE_MS;
  const adapter = bench.open({ dataDirectory, clock: { nowMs: () => nowMs } });
  const result = await adapter.execute(request);
  expect(result).toMatchObject({ success: false, errorCode: 'DEADLINE__EXPIRED' });
  expect(await bench.chain.holdings()).toEqual(before);
});

it('resume takes a trade up without being asked for its key', async () => {
  const dataDirectory = bench.freshDirectory();
  const before = await bench.chain.holdings();
  await crash('before-send', buy({ idempotencyKey: 'resumed' }), dataDirectory);
  const adapter = bench.open({ dataDirectory });
  expect(await adapter.resume()).toEqual({ followed: ['resumed'] });
  expect(await adapter.resume()).toEqual({ followed: ['resumed'] });
  await adapter.idle();
  expect(await adapter.lookup('resumed')).toMatchObject({ success: true, status: 'filled' });
  expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
});
